"""Whatever does not begin with one of these verbs would be an event: nearly everything."""

from companion.exercises.lesson_02_names import words

MISCONCEPTION = ""
FAILS = "requests and things"
SAYS = "CustomerSnapshot: your rule says True"


def is_event(name):
    return words(name)[0] not in ("place", "register", "get", "send", "take", "pay", "log", "reserve")


answer = is_event
