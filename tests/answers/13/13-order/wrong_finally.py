"""Handled first, but counted and taken off in a finally."""

MISCONCEPTION = "off the shelf, then handled"
FAILS = "when handle fails, the next delivery makes good"
SAYS = "when handle has come back"


def in_order(shelf, ride_id, version, event, handle):
    ride = shelf.setdefault(ride_id, {"next": 1})
    if version >= ride["next"]:
        ride[version] = event
    while ride["next"] in ride:
        try:
            handle(ride[ride["next"]])
        finally:
            del ride[ride["next"]]
            ride["next"] += 1


answer = in_order
