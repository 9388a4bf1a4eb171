"""Takes the name apart, and looks everywhere."""

from companion.exercises.lesson_02_names import words

MISCONCEPTION = "any word in -ed"
FAILS = "-ed that is no past tense; not yet, or not sure"
SAYS = "SeedList starts with a word"


def is_event(name):
    return any(word.endswith("ed") for word in words(name))


answer = is_event
