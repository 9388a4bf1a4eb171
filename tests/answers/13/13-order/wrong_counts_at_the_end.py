"""Noted when all is done."""

MISCONCEPTION = "counted at the end"
FAILS = "when handle fails, the next delivery makes good"
SAYS = "Count each at once"


def in_order(shelf, ride_id, version, event, handle):

    done, held = shelf.get(ride_id, (0, {}))
    held = {**held, version: event} if version > done else held
    shelf[ride_id] = done, held
    while done + 1 in held:
        handle(held[done + 1])
        done += 1
    shelf[ride_id] = done, {each: held[each] for each in held if each > done}


answer = in_order
