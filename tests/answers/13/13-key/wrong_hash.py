"""A number instead of a text."""

MISCONCEPTION = "every message its own"
FAILS = "a fact has one key, a text: asked again, and in another process, it is the same"
SAYS = "hash() belong to one process"


def key(event):
    ride = getattr(event, "ride_id", None) or event.order_id
    return str(hash(ride) % 4)


answer = key
