"""Rules out requests, doubts and things one after the other, and believes the rest."""

from companion.exercises.lesson_02_names import IRREGULAR, words

STYLE = "Longer. Each step can be tried and explained by itself; it needs a list of irregular verbs, too."

DOUBTS = {"should", "will", "must", "may", "might", "could", "be", "being", "pending", "to be"}


def is_event(name):
    parts = words(name)
    if DOUBTS & set(parts) or parts[0].endswith("ing"):
        return False
    for place, word in enumerate(parts):
        past = word in IRREGULAR or (len(word) > 4 and word.endswith("ed") and word[-3] not in "e")
        if place and past:
            return True
    return False


answer = is_event
