"""A dict of its own."""

MISCONCEPTION = "a shelf of its own"
FAILS = "in another order: what is early waits, and is let go"
SAYS = "All that is remembered stands in `shelf`"


kept = {}


def in_order(shelf, ride_id, version, event, handle):

    mine = kept.setdefault(ride_id, {"next": 1, "held": {}})
    if version >= mine["next"]:
        mine["held"][version] = event
    while mine["next"] in mine["held"]:
        handle(mine["held"].pop(mine["next"]))
        mine["next"] += 1


answer = in_order
