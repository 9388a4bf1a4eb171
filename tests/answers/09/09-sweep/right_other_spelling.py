answer = {
    "order-80": "Run it then call Olga",
    "order-81": "run it",
    "order-82": "LEAVE IT",
    "order-83": "run it",
    "order-84": "call Olga",
    "order-85": "call Olga",
    "order-86": "LEAVE IT",
    "trip-7": "run it",
}
