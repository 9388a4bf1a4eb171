"""if instead of while."""

MISCONCEPTION = "lets one go"
FAILS = "in another order: what is early waits, and is let go"
SAYS = "`while`, not `if`"


def in_order(shelf, ride_id, version, event, handle):

    mine = shelf.setdefault(ride_id, {"next": 1, "held": {}})
    if version >= mine["next"]:
        mine["held"][version] = event
    if mine["next"] in mine["held"]:
        handle(mine["held"][mine["next"]])
        del mine["held"][mine["next"]]
        mine["next"] += 1


answer = in_order
