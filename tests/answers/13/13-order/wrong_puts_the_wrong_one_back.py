"""Takes off first, and puts back the message in hand."""

MISCONCEPTION = "off the shelf, then handled"
FAILS = "when handle fails, the next delivery makes good"
SAYS = "when handle has come back"


def in_order(shelf, ride_id, version, event, handle):
    mine = shelf.setdefault(ride_id, {"done": 0, "held": {}})
    if version > mine["done"]:
        mine["held"][version] = event
    try:
        while mine["done"] + 1 in mine["held"]:
            handle(mine["held"].pop(mine["done"] + 1))
            mine["done"] += 1
    except Exception:
        mine["held"][version] = event
        raise


answer = in_order
