"""Every ride so far is in the key."""

MISCONCEPTION = ""
FAILS = "a fact has one key, a text: asked again, and in another process, it is the same"
SAYS = "a key has at most 255 bytes of UTF-8"

rides = []


def key(event):
    rides.append(getattr(event, "ride_id", None) or event.order_id)
    return ",".join(rides)


answer = key
