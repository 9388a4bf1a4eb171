"""Both editors hear of the free space."""

MISCONCEPTION = "who hears it works on it"
FAILS = "f  the damage and the parking space"
SAYS = "both take it"

answer = {
    "a1": "events", "a2": "http",
    "b1": "events", "b2": "http",
    "c1": "events", "c2": "crud",
    "d1": "transaction", "d2": "events",
    "e1": "events", "e2": "gateway",
    "f1": "events", "f2": "events",
}  # fmt: skip
