"""A list of what waits: a repeat lies there twice."""

MISCONCEPTION = "handles a repeat"
FAILS = "repeats, early and late: each version once"
SAYS = "Everything below the next one has been handled"


def in_order(shelf, ride_id, version, event, handle):

    mine = shelf.setdefault(ride_id, {"next": 1, "held": []})
    if version < mine["next"]:
        return
    mine["held"].append((version, event))
    mine["held"].sort(key=lambda pair: pair[0])
    while mine["held"] and mine["held"][0][0] <= mine["next"]:
        done, ready = mine["held"].pop(0)
        handle(ready)
        mine["next"] = done + 1


answer = in_order
