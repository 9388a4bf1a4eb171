MISCONCEPTION = "everything to Olga"
FAILS = "what a crash left in the middle is finished, and no person is asked"
SAYS = "what a machine cannot decide"

answer = {
    "order-80": "call Olga",
    "order-81": "call Olga",
    "order-82": "call Olga",
    "order-83": "call Olga",
    "order-84": "call Olga",
    "order-85": "call Olga",
    "order-86": "leave it",
    "trip-7": "call Olga",
}
