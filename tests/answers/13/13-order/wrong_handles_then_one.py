"""Handles the one in hand, then one that waits."""

MISCONCEPTION = "lets one go"
FAILS = "in another order: what is early waits, and is let go"
SAYS = "`while`, not `if`"


def in_order(shelf, ride_id, version, event, handle):

    mine = shelf.setdefault(ride_id, {"next": 1, "held": {}})
    if version < mine["next"]:
        return
    if version > mine["next"]:
        mine["held"][version] = event
        return
    handle(event)
    mine["next"] += 1
    if mine["next"] in mine["held"]:
        handle(mine["held"].pop(mine["next"]))
        mine["next"] += 1


answer = in_order
