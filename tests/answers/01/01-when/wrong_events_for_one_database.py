MISCONCEPTION = "events for one database"
FAILS = "d  one database and two banks"
SAYS = "one transaction does it, all or nothing"

answer = {
    "a1": "events",
    "a2": "http",
    "b1": "events",
    "b2": "http",
    "c1": "events",
    "c2": "crud",
    "d1": "events",
    "d2": "events",
    "e1": "events",
    "e2": "gateway",
    "f1": "events",
    "f2": "transaction",
}
