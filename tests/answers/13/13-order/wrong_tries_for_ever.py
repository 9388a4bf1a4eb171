MISCONCEPTION = ""
FAILS = "when handle fails, the next delivery makes good"
SAYS = "your code tries for ever"


def in_order(shelf, ride_id, version, event, handle):
    mine = shelf.setdefault(ride_id, {"done": 0, "held": {}})
    if version > mine["done"]:
        mine["held"][version] = event
    while mine["done"] + 1 in mine["held"]:
        while True:
            try:
                handle(mine["held"][mine["done"] + 1])
                break
            except Exception:
                continue
        mine["done"] += 1


answer = in_order
