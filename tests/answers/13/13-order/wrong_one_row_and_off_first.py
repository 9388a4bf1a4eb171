"""One count for all rides, and what is handled is taken off the shelf before."""

MISCONCEPTION = "one row for all rides"
FAILS = "two rides, and a version that never comes: no ride waits for another"
SAYS = "keep it under `ride_id`"


def in_order(shelf, ride_id, version, event, handle):

    due = shelf.setdefault("next", 1)
    if version >= due:
        shelf[version] = event
    while due in shelf:
        handle(shelf.pop(due))
        due += 1
        shelf["next"] = due


answer = in_order
