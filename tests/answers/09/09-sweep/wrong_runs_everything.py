MISCONCEPTION = "in nobody's list"
FAILS = "stuck: Olga knows, also of what gets stuck just now, and nobody asks again"
SAYS = "grows old there"

answer = {
    "order-80": "run it",
    "order-81": "run it",
    "order-82": "run it",
    "order-83": "run it",
    "order-84": "run it",
    "order-85": "run it",
    "order-86": "run it",
    "trip-7": "run it",
}
