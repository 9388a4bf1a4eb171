"""The stub."""

MISCONCEPTION = "as it comes"
FAILS = "in another order: what is early waits, and is let go"
SAYS = "v2 was handled before v1"


def in_order(shelf, ride_id, version, event, handle):

    handle(event)


answer = in_order
