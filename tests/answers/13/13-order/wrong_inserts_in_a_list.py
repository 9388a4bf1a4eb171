"""list.insert past the end appends: what is early stands first."""

MISCONCEPTION = ""
FAILS = "in another order: what is early waits, and is let go"
SAYS = "handled of ride-12: 12v2, expected"


def in_order(shelf, ride_id, version, event, handle):
    mine = shelf.setdefault(ride_id, {"done": 0, "held": {}})
    held = mine.setdefault("list", [])
    if version > mine["done"]:
        held.insert(version - 1, event)
    while mine["done"] < len(held):
        handle(held[mine["done"]])
        mine["done"] += 1


answer = in_order
