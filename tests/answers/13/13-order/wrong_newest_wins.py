"""As with addresses."""

MISCONCEPTION = "the newest wins"
FAILS = "in another order: what is early waits, and is let go"
SAYS = "whoever must see each step has to wait"


def in_order(shelf, ride_id, version, event, handle):

    if version > shelf.get(ride_id, 0):
        handle(event)
        shelf[ride_id] = version


answer = in_order
