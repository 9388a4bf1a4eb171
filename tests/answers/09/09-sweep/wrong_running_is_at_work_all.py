MISCONCEPTION = "RUNNING means at work"
FAILS = "what a crash left in the middle is finished, and no person is asked"
SAYS = "a log does not breathe"

answer = {
    "order-80": "run it, then call Olga",
    "order-81": "run it",
    "order-82": "leave it",
    "order-83": "leave it",
    "order-84": "call Olga",
    "order-85": "leave it",
    "order-86": "leave it",
    "trip-7": "leave it",
}
