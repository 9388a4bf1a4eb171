"""The safe answer: fewer than half are events."""

MISCONCEPTION = "always no"
FAILS = "the fact goes on after its verb; irregular verbs"
SAYS = "Your rule never says True"


def is_event(name):
    return False


answer = is_event
