"""Three, then in order."""

MISCONCEPTION = "collects them all"
FAILS = "one ride, in order: each version is handled"
SAYS = "how many will come, nobody tells you"


def in_order(shelf, ride_id, version, event, handle):

    mine = shelf.setdefault(ride_id, {})
    mine[version] = event
    if len(mine) == 7:
        for each in sorted(mine):
            handle(mine[each])


answer = in_order
