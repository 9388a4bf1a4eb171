MISCONCEPTION = "everything to Olga"
FAILS = "what a crash left in the middle is finished, and no person is asked"
SAYS = "what a machine cannot decide"

answer = {
    "order-80": "run it, then call Olga",
    "order-81": "run it, then call Olga",
    "order-82": "run it, then call Olga",
    "order-83": "run it, then call Olga",
    "order-84": "run it, then call Olga",
    "order-85": "run it, then call Olga",
    "order-86": "run it, then call Olga",
    "trip-7": "run it, then call Olga",
}
