"""A number instead of a text."""

MISCONCEPTION = "a key of this process alone"
FAILS = "a fact has one key, a text: asked again, and in another process, it is the same"
SAYS = "hash() and what your code remembers"


def key(event):
    ride = getattr(event, "ride_id", None) or event.order_id
    return str(hash(ride) % 4)


answer = key
