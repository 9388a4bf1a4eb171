MISCONCEPTION = "one transaction, two banks"
FAILS = "d  one database and two banks"
SAYS = "Two banks share no database"

answer = {
    "a1": "events",
    "a2": "http",
    "b1": "events",
    "b2": "http",
    "c1": "events",
    "c2": "crud",
    "d1": "transaction",
    "d2": "transaction",
    "e1": "events",
    "e2": "gateway",
    "f1": "events",
    "f2": "transaction",
}
