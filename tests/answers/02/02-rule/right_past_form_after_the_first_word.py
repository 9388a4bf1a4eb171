"""A past form from the second word on, unless a helping word takes it back."""

from companion.exercises.lesson_02_names import IRREGULAR, words


def is_event(name):
    first, *rest = words(name)
    if any(word in ("should", "will", "must", "may", "be", "being") for word in rest):
        return False
    return any(word in IRREGULAR or (word.endswith("ed") and not word.endswith("eed")) for word in rest)


answer = is_event
