"""The versions are texts, and sorted as texts: 10 stands before 9."""

MISCONCEPTION = ""
FAILS = "in another order: what is early waits, and is let go"
SAYS = "11 and 10 before 9: handled v1 v2 v3 v4 v5 v6 v7 v8 v9,"


def in_order(shelf, ride_id, version, event, handle):

    mine = shelf.setdefault(ride_id, {"done": 0, "held": {}})
    if version > mine["done"]:
        mine["held"][str(version)] = event
    for each in sorted(mine["held"]):
        if int(each) == mine["done"] + 1:
            handle(mine["held"][each])
            del mine["held"][each]
            mine["done"] += 1


answer = in_order
