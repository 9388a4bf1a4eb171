"""Card and order are told to each other."""

MISCONCEPTION = "events inside one database"
FAILS = "d  the gift card and the miles"
SAYS = "all or nothing is one transaction"

answer = {
    "a1": "events", "a2": "http",
    "b1": "events", "b2": "http",
    "c1": "events", "c2": "crud",
    "d1": "events", "d2": "events",
    "e1": "events", "e2": "gateway",
    "f1": "events", "f2": "transaction",
}  # fmt: skip
