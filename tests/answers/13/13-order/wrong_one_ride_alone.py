"""Knows the ride of the check's example."""

MISCONCEPTION = ""
FAILS = "one ride, in order: each version is handled"
SAYS = "delivered 45v1"


def in_order(shelf, ride_id, version, event, handle):
    mine = shelf.setdefault(ride_id, {"done": 0, "held": {}})
    if ride_id != "ride-12":
        return
    if version > mine["done"]:
        mine["held"][version] = event
    while mine["done"] + 1 in mine["held"]:
        handle(mine["held"][mine["done"] + 1])
        mine["done"] += 1


answer = in_order
