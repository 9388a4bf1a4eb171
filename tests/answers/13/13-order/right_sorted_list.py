"""A list that is kept in order."""

STYLE = "What waits is seen at a glance, in order. Sorting at each message costs where many wait."


def in_order(shelf, ride_id, version, event, handle):

    mine = shelf.setdefault(ride_id, [0])
    known = [each for each, _ in mine[1:]]
    if version > mine[0] and version not in known:
        mine[1:] = sorted([*mine[1:], (version, event)], key=lambda pair: pair[0])
    while len(mine) > 1 and mine[1][0] == mine[0] + 1:
        handle(mine[1][1])
        mine[0], mine[1:] = mine[1][0], mine[2:]


answer = in_order
