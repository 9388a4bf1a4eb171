"""Events for everything."""

MISCONCEPTION = "events everywhere"
FAILS = "b  the new colleague and the user name"
SAYS = "An event has none"

answer = {
    "a1": "events", "a2": "events",
    "b1": "events", "b2": "events",
    "c1": "events", "c2": "events",
    "d1": "events", "d2": "events",
    "e1": "events", "e2": "events",
    "f1": "events", "f2": "events",
}  # fmt: skip
