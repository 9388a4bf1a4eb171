"""handle gets the version, not the event."""

MISCONCEPTION = ""
FAILS = "one ride, in order: each version is handled"
SAYS = "handle was called with 1, which is no event"


def in_order(shelf, ride_id, version, event, handle):
    mine = shelf.setdefault(ride_id, {"next": 1, "held": {}})
    if version >= mine["next"]:
        mine["held"][version] = event
    while mine["next"] in mine["held"]:
        handle(mine["next"])
        del mine["held"][mine["next"]]
        mine["next"] += 1


answer = in_order
