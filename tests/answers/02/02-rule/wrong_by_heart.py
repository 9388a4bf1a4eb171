"""The shown names, learnt."""

from companion.exercises.lesson_02_names import SHOWN

MISCONCEPTION = "learnt by heart"
FAILS = "the fact goes on after its verb; irregular verbs"
SAYS = "40 of 40 shown names, 33 of 60 others"


def is_event(name):
    return SHOWN.get(name, False)


answer = is_event
