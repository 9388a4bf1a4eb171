"""Two lanes."""

MISCONCEPTION = ""
FAILS = "no partition of four has more than 40 % of the messages"
SAYS = "messages: 0, 630, 0, 770"


def key(event):
    ride = getattr(event, "ride_id", None) or event.order_id
    return str(len(ride))


answer = key
