"""The rule everybody has heard."""

MISCONCEPTION = "the end of the name"
FAILS = "the fact goes on after its verb; irregular verbs"
SAYS = "misses OrderSentToKitchen"


def is_event(name):
    return name.endswith("ed")


answer = is_event
