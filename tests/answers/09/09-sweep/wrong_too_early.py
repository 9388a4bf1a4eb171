MISCONCEPTION = "asked too early"
FAILS = "clocks: who is late is undone, who is in time is left alone"
SAYS = "has four minutes left"

answer = {
    "order-80": "run it, then call Olga",
    "order-81": "run it",
    "order-82": "call Olga",
    "order-83": "run it",
    "order-84": "call Olga",
    "order-85": "call Olga",
    "order-86": "leave it",
    "trip-7": "run it",
}
