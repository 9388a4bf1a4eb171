MISCONCEPTION = "swallows the error"
FAILS = "what cannot go on is reported, what has ended is left alone"
SAYS = "in silence"

answer = {
    "order-80": "run it, then call Olga",
    "order-81": "run it",
    "order-82": "leave it",
    "order-83": "run it",
    "order-84": "call Olga",
    "order-85": "run it",
    "order-86": "leave it",
    "trip-7": "run it",
}
