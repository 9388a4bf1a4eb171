"""The letters anywhere."""

MISCONCEPTION = "the letters, not the words"
FAILS = "-ed that is no past tense; not yet, or not sure"
SAYS = "So does FeedReader"


def is_event(name):
    return "ed" in name


answer = is_event
