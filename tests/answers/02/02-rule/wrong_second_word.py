"""Thing first, then what happened: so the second word tells it. The thing can have two words."""

from companion.exercises.lesson_02_names import IRREGULAR, words

MISCONCEPTION = ""
FAILS = "the fact goes on after its verb; irregular verbs"
SAYS = "GuestUserLoggedIn: your rule says False"


def is_event(name):
    second = words(name)[1]
    return second.endswith("ed") or second in IRREGULAR


answer = is_event
