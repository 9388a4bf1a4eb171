"""Evenly, whatever it is."""

from itertools import count

MISCONCEPTION = "a key of this process alone"
FAILS = "a fact has one key, a text: asked again, and in another process, it is the same"
SAYS = "the key must follow from the fact alone"


numbers = count()


def key(event):
    return str(next(numbers))


answer = key
