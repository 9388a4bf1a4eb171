"""Nothing is let go while another ride has a gap."""

MISCONCEPTION = ""
FAILS = "two rides, and a version that never comes: no ride waits for another"
SAYS = "handled of ride-7: nothing"


def in_order(shelf, ride_id, version, event, handle):
    mine = shelf.setdefault(ride_id, {"done": 0, "held": {}})
    if version > mine["done"]:
        mine["held"][version] = event
    if any(r is not mine and r["held"] and min(r["held"]) > r["done"] + 1 for r in shelf.values()):
        return
    while mine["done"] + 1 in mine["held"]:
        handle(mine["held"][mine["done"] + 1])
        mine["done"] += 1
        del mine["held"][mine["done"]]


answer = in_order
