"""Counts from 0, and nothing ever is 0."""

MISCONCEPTION = ""
FAILS = "one ride, in order: each version is handled"
SAYS = "handled of ride-12: nothing"


def in_order(shelf, ride_id, version, event, handle):
    mine = shelf.setdefault(ride_id, {"next": 0, "held": {}})
    mine["held"][version] = event
    while mine["next"] in mine["held"]:
        handle(mine["held"][mine["next"]])
        mine["next"] += 1


answer = in_order
