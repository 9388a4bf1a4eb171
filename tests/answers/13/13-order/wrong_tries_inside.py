"""Tries handle again itself, and gives up without a word."""

MISCONCEPTION = "swallows the error"
FAILS = "when handle fails, the next delivery makes good"
SAYS = "Let the error through"


def in_order(shelf, ride_id, version, event, handle):
    mine = shelf.setdefault(ride_id, {"next": 1, "held": {}})
    if version >= mine["next"]:
        mine["held"][version] = event
    while mine["next"] in mine["held"]:
        for attempt in range(3):
            try:
                handle(mine["held"][mine["next"]])
                break
            except Exception:
                pass
        del mine["held"][mine["next"]]
        mine["next"] += 1


answer = in_order
