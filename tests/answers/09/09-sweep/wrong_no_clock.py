MISCONCEPTION = "nobody looks at the clock"
FAILS = "clocks: who is late is undone, who is in time is left alone"
SAYS = "not an alarm clock"

answer = {
    "order-80": "leave it",
    "order-81": "leave it",
    "order-82": "leave it",
    "order-83": "run it",
    "order-84": "call Olga",
    "order-85": "call Olga",
    "order-86": "leave it",
    "trip-7": "run it",
}
