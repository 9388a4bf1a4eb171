"""Tries handle three times itself, and then lets the error through."""

MISCONCEPTION = ""
FAILS = "when handle fails, the next delivery makes good"
SAYS = "at one delivery your code calls it 3 times, expected once"


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
                if attempt == 2:
                    raise
        del mine["held"][mine["next"]]
        mine["next"] += 1


answer = in_order
