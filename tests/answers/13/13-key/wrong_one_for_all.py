"""All in order."""

MISCONCEPTION = "one lane for all"
FAILS = "no partition of four has more than 40 % of the messages"
SAYS = "Three of four machines"


def key(event):
    return "rides"


answer = key
