"""Off the shelf, then handled."""

MISCONCEPTION = "off the shelf, then handled"
FAILS = "when handle fails, the next delivery makes good"
SAYS = "when handle has come back"


def in_order(shelf, ride_id, version, event, handle):

    mine = shelf.setdefault(ride_id, {"next": 1, "held": {}})
    if version >= mine["next"]:
        mine["held"][version] = event
    while mine["next"] in mine["held"]:
        ready = mine["held"].pop(mine["next"])
        mine["next"] += 1
        handle(ready)


answer = in_order
