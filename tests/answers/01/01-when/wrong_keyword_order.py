MISCONCEPTION = "keyword order"
FAILS = "f  the warehouse and the last seat"
SAYS = "must not both hear yes"

answer = {
    "a1": "events",
    "a2": "http",
    "b1": "events",
    "b2": "http",
    "c1": "events",
    "c2": "crud",
    "d1": "transaction",
    "d2": "events",
    "e1": "events",
    "e2": "gateway",
    "f1": "events",
    "f2": "events",
}
