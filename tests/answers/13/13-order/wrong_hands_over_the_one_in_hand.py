"""What waited is let go, and the one in hand is handled in its place."""

MISCONCEPTION = ""
FAILS = "in another order: what is early waits, and is let go"
SAYS = "not judged: with one ride it goes wrong already"


def in_order(shelf, ride_id, version, event, handle):
    mine = shelf.setdefault(ride_id, {"next": 1, "held": {}})
    if version >= mine["next"]:
        mine["held"][version] = event
    while mine["next"] in mine["held"]:
        handle(event)
        del mine["held"][mine["next"]]
        mine["next"] += 1


answer = in_order
