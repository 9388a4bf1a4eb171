"""Everything not too early is handled."""

MISCONCEPTION = "handles a repeat"
FAILS = "repeats, early and late: each version once"
SAYS = "Everything below the next one has been handled"


def in_order(shelf, ride_id, version, event, handle):

    mine = shelf.setdefault(ride_id, {"next": 1, "held": {}})
    if version < mine["next"]:
        handle(event)
        return
    mine["held"][version] = event
    while mine["next"] in mine["held"]:
        handle(mine["held"].pop(mine["next"]))
        mine["next"] += 1


answer = in_order
