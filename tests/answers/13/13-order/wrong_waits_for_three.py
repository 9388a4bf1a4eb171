"""Three, and then whatever is due."""

MISCONCEPTION = "collects them all"
FAILS = "one ride, in order: each version is handled"
SAYS = "delivered 45v1, and no more yet"


def in_order(shelf, ride_id, version, event, handle):
    mine = shelf.setdefault(ride_id, {"done": 0, "held": {}})
    mine["held"][version] = event
    if len(mine["held"]) >= 3:
        for v in sorted(mine["held"]):
            if v == mine["done"] + 1:
                handle(mine["held"][v])
                mine["done"] = v


answer = in_order
