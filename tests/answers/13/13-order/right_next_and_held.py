"""The next one, and those that wait."""

STYLE = "The loop reads like the rule. A version that never comes keeps the others for ever."


def in_order(shelf, ride_id, version, event, handle):

    mine = shelf.setdefault(ride_id, {"next": 1, "held": {}})
    if version >= mine["next"]:
        mine["held"][version] = event
    while mine["next"] in mine["held"]:
        handle(mine["held"][mine["next"]])
        del mine["held"][mine["next"]]
        mine["next"] += 1


answer = in_order
