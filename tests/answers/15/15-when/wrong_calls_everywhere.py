"""Calls wherever somebody is told something."""

MISCONCEPTION = "calls everywhere"
FAILS = "f  the damage and the parking space"
SAYS = "refused whenever the expert is out"

answer = {
    "a1": "http", "a2": "http",
    "b1": "http", "b2": "http",
    "c1": "http", "c2": "crud",
    "d1": "transaction", "d2": "events",
    "e1": "http", "e2": "gateway",
    "f1": "http", "f2": "transaction",
}  # fmt: skip
