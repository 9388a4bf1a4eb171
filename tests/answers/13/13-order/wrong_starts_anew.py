"""An error sets the count back to 0."""

MISCONCEPTION = ""
FAILS = "when handle fails, the next delivery makes good"
SAYS = "handled of ride-12: 12v1 12v1 12v2"


def in_order(shelf, ride_id, version, event, handle):
    mine = shelf.setdefault(ride_id, {"done": 0, "held": {}})
    if version > mine["done"]:
        mine["held"][version] = event
    try:
        while mine["done"] + 1 in mine["held"]:
            handle(mine["held"][mine["done"] + 1])
            mine["done"] += 1
    except Exception:
        mine["done"] = 0
        raise


answer = in_order
