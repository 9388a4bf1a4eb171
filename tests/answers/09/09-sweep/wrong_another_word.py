MISCONCEPTION = ""
FAILS = "stuck: Olga knows, also of what gets stuck just now, and nobody asks again"
SAYS = "order-84: resolve it, expected one of run it"

answer = {
    "order-80": "run it, then call Olga",
    "order-81": "run it",
    "order-82": "leave it",
    "order-83": "run it",
    "order-84": "resolve it",
    "order-85": "call Olga",
    "order-86": "leave it",
    "trip-7": "run it",
}
