"""What lies on the shelf already is taken for a repeat, also after handle has failed."""

MISCONCEPTION = "a repeat is not looked at"
FAILS = "when handle fails, the next delivery makes good"
SAYS = "at a repeat too"


def in_order(shelf, ride_id, version, event, handle):

    mine = shelf.setdefault(ride_id, {"next": 1, "held": {}})
    if version < mine["next"] or version in mine["held"]:
        return
    mine["held"][version] = event
    while mine["next"] in mine["held"]:
        handle(mine["held"][mine["next"]])
        del mine["held"][mine["next"]]
        mine["next"] += 1


answer = in_order
