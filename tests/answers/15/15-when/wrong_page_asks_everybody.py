"""The page calls three services."""

MISCONCEPTION = "the page asks everybody"
FAILS = "e  the auction and the page"
SAYS = "waits for the slowest"

answer = {
    "a1": "events", "a2": "http",
    "b1": "events", "b2": "http",
    "c1": "events", "c2": "crud",
    "d1": "transaction", "d2": "events",
    "e1": "events", "e2": "http",
    "f1": "events", "f2": "transaction",
}  # fmt: skip
