"""Rides are numbered as they come, and remembered."""

MISCONCEPTION = "a key of this process alone"
FAILS = "a fact has one key, a text: asked again, and in another process, it is the same"
SAYS = "what your code remembers"

numbers = {}


def key(event):

    ride = getattr(event, "ride_id", None) or event.order_id
    return str(numbers.setdefault(ride, len(numbers)))


answer = key
