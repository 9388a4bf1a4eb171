"""One transaction over two companies."""

MISCONCEPTION = "one transaction with a stranger"
FAILS = "d  the gift card and the miles"
SAYS = "lets nobody lock its rows"

answer = {
    "a1": "events", "a2": "http",
    "b1": "events", "b2": "http",
    "c1": "events", "c2": "crud",
    "d1": "transaction", "d2": "transaction",
    "e1": "events", "e2": "gateway",
    "f1": "events", "f2": "transaction",
}  # fmt: skip
