"""An error is nobody's business."""

MISCONCEPTION = "swallows the error"
FAILS = "when handle fails, the next delivery makes good"
SAYS = "Let the error through"


def in_order(shelf, ride_id, version, event, handle):

    mine = shelf.setdefault(ride_id, {"next": 1, "held": {}})
    if version >= mine["next"]:
        mine["held"][version] = event
    while mine["next"] in mine["held"]:
        try:
            handle(mine["held"].pop(mine["next"]))
        except Exception:
            pass
        mine["next"] += 1


answer = in_order
