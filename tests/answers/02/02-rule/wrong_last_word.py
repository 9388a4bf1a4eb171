"""Knows irregular verbs, looks at the end only."""

from companion.exercises.lesson_02_names import IRREGULAR, words

MISCONCEPTION = "the last word only"
FAILS = "the fact goes on after its verb; irregular verbs"
SAYS = "where, by whom, how often"


def is_event(name):
    last = words(name)[-1]
    return last in IRREGULAR or last.endswith("ed")


answer = is_event
