"""Right, and printed: nothing comes back."""

MISCONCEPTION = ""
FAILS = "a fact has one key, a text: asked again, and in another process, it is the same"
SAYS = "you printed ride-"


def key(event):

    print(getattr(event, "ride_id", None) or event.order_id)


answer = key
