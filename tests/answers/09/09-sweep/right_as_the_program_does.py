answer = {
    "order-80": "run it, then call Olga",
    "order-81": "run it",
    "order-82": "run it",
    "order-83": "run it",
    "order-84": "run it, then call Olga",
    "order-85": "run it, then call Olga",
    "order-86": "run it",
    "trip-7": "run it",
}
