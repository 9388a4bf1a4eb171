"""What waits lies outside of the shelf, the count on it."""

MISCONCEPTION = ""
FAILS = "repeats, early and late: each version once"
SAYS = "which is no event that was delivered"


held = {}


def in_order(shelf, ride_id, version, event, handle):
    mine = shelf.setdefault(ride_id, {"done": 0, "held": {}})
    if version > mine["done"]:
        held[ride_id, version] = event
    while (ride_id, mine["done"] + 1) in held:
        handle(held[ride_id, mine["done"] + 1])
        mine["done"] += 1


answer = in_order
