"""Each delivery throws the other rides away."""

MISCONCEPTION = ""
FAILS = "two rides, and a version that never comes: no ride waits for another"
SAYS = "handled of ride-12: 12v1, expected"


def in_order(shelf, ride_id, version, event, handle):
    mine = shelf.setdefault(ride_id, {"done": 0, "held": {}})
    for other in list(shelf):
        if other != ride_id:
            del shelf[other]
    if version > mine["done"]:
        mine["held"][version] = event
    while mine["done"] + 1 in mine["held"]:
        handle(mine["held"][mine["done"] + 1])
        mine["done"] += 1


answer = in_order
