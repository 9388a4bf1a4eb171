"""What failed stays on the shelf, and nobody hears of it."""

MISCONCEPTION = "swallows the error"
FAILS = "when handle fails, the next delivery makes good"
SAYS = "Let the error through"


def in_order(shelf, ride_id, version, event, handle):
    mine = shelf.setdefault(ride_id, {"next": 1, "held": {}})
    if version >= mine["next"]:
        mine["held"][version] = event
    try:
        while mine["next"] in mine["held"]:
            handle(mine["held"][mine["next"]])
            del mine["held"][mine["next"]]
            mine["next"] += 1
    except Exception:
        pass


answer = in_order
