"""Looks at the shelf only behind the one that was next."""

MISCONCEPTION = "a repeat is not looked at"
FAILS = "when handle fails, the next delivery makes good"
SAYS = "Look at every delivery"


def in_order(shelf, ride_id, version, event, handle):
    mine = shelf.setdefault(ride_id, {"done": 0, "held": {}})
    if version == mine["done"] + 1:
        handle(event)
        mine["done"] = version
        while mine["done"] + 1 in mine["held"]:
            handle(mine["held"][mine["done"] + 1])
            mine["done"] += 1
    elif version > mine["done"]:
        mine["held"][version] = event


answer = in_order
