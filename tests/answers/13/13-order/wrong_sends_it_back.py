"""Too early: let it come again."""

MISCONCEPTION = "sends it back"
FAILS = "in another order: what is early waits, and is let go"
SAYS = "Keep it on the shelf"


def in_order(shelf, ride_id, version, event, handle):
    done = shelf.get(ride_id, 0)
    if version > done + 1:
        raise ValueError("too early")
    if version == done + 1:
        handle(event)
        shelf[ride_id] = version


answer = in_order
