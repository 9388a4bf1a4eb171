"""The last pair is not decided yet."""

MISCONCEPTION = ""
FAILS = "f  the damage and the parking space"
SAYS = "f1 is not chosen yet; f2 is not chosen yet"

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
    "f1": None,
    "f2": "",
}
