"""No key for a payment."""

MISCONCEPTION = ""
FAILS = "a fact has one key, a text: asked again, and in another process, it is the same"
SAYS = "the key of PaymentProcessed of"


def key(event):
    return getattr(event, "ride_id", None)


answer = key
