"""Events for a table of rooms."""

MISCONCEPTION = "machinery for a table"
FAILS = "c  the sensors and the rooms"
SAYS = "Who would react to a meeting room"

answer = {
    "a1": "events", "a2": "http",
    "b1": "events", "b2": "http",
    "c1": "events", "c2": "events",
    "d1": "transaction", "d2": "events",
    "e1": "events", "e2": "gateway",
    "f1": "events", "f2": "transaction",
}  # fmt: skip
