"""Takes whatever ends in d."""

MISCONCEPTION = ""
FAILS = "the fact goes on after its verb; irregular verbs"
SAYS = "OrderSentToKitchen: your rule says False; 3 of 12 hidden names right"


def is_event(name):
    return name.endswith("d")


answer = is_event
