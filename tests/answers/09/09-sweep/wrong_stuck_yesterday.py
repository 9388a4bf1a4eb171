MISCONCEPTION = "stuck yesterday only"
FAILS = "stuck: Olga knows, also of what gets stuck just now, and nobody asks again"
SAYS = "got stuck in your hands"

answer = {
    "order-80": "run it",
    "order-81": "run it",
    "order-82": "leave it",
    "order-83": "run it",
    "order-84": "call Olga",
    "order-85": "call Olga",
    "order-86": "leave it",
    "trip-7": "run it",
}
