MISCONCEPTION = "calls everywhere"
FAILS = "f  the warehouse and the last seat"
SAYS = "Nobody waits for these replies"

answer = {
    "a1": "http",
    "a2": "http",
    "b1": "http",
    "b2": "http",
    "c1": "events",
    "c2": "crud",
    "d1": "transaction",
    "d2": "http",
    "e1": "http",
    "e2": "gateway",
    "f1": "http",
    "f2": "transaction",
}
