"""Lets go only when two are there."""

MISCONCEPTION = ""
FAILS = "in another order: what is early waits, and is let go"
SAYS = "expected 12v1 12v2"


def in_order(shelf, ride_id, version, event, handle):
    mine = shelf.setdefault(ride_id, {"next": 1, "held": {}})
    if version >= mine["next"]:
        mine["held"][version] = event
    if len(mine["held"]) < 2:
        return
    while mine["next"] in mine["held"]:
        handle(mine["held"][mine["next"]])
        del mine["held"][mine["next"]]
        mine["next"] += 1


answer = in_order
