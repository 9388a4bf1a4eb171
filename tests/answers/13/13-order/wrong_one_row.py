"""One count for all rides."""

MISCONCEPTION = "one row for all rides"
FAILS = "two rides, and a version that never comes: no ride waits for another"
SAYS = "keep it under `ride_id`"


def in_order(shelf, ride_id, version, event, handle):

    if version >= shelf.setdefault("next", 1):
        shelf[version] = event
    while shelf["next"] in shelf:
        handle(shelf[shelf["next"]])
        shelf["next"] += 1


answer = in_order
