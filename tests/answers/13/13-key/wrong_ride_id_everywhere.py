"""Every fact of a ride names its ride."""

MISCONCEPTION = "a payment asked for its ride_id"
FAILS = "a fact has one key, a text: asked again, and in another process, it is the same"
SAYS = "calls the ride order_id"


def key(event):
    return event.ride_id


answer = key
