"""It knows how a payment calls the ride, and has a slip in the class it asks for."""

MISCONCEPTION = "a payment asked for its ride_id"
FAILS = "a fact has one key, a text: asked again, and in another process, it is the same"
SAYS = "that branch was not taken"


def key(event):
    if type(event).__name__ == "PaymentProcess":
        return event.order_id
    return event.ride_id


answer = key
