"""What is too early is not for now."""

MISCONCEPTION = "drops what is early"
FAILS = "in another order: what is early waits, and is let go"
SAYS = "it is acknowledged and does not come again"


def in_order(shelf, ride_id, version, event, handle):

    if version == shelf.get(ride_id, 0) + 1:
        handle(event)
        shelf[ride_id] = version


answer = in_order
