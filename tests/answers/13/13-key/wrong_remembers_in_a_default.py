"""Rides are numbered as they come; the numbers are kept in a default value."""

MISCONCEPTION = "a key of this process alone"
FAILS = "a fact has one key, a text: asked again, and in another process, it is the same"
SAYS = "what your code remembers"


def key(event, numbers={}):
    ride = getattr(event, "ride_id", None) or event.order_id
    return "n" + str(numbers.setdefault(ride, len(numbers)))


answer = key
