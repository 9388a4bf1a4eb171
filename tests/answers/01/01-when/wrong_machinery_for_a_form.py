MISCONCEPTION = "machinery for a form"
FAILS = "c  the clicks and the settings"
SAYS = "save the form"

answer = {
    "a1": "events",
    "a2": "http",
    "b1": "events",
    "b2": "http",
    "c1": "events",
    "c2": "events",
    "d1": "transaction",
    "d2": "events",
    "e1": "events",
    "e2": "gateway",
    "f1": "events",
    "f2": "transaction",
}
