"""Of what is early it keeps one."""

MISCONCEPTION = "lets one go"
FAILS = "in another order: what is early waits, and is let go"
SAYS = "or was never kept"


def in_order(shelf, ride_id, version, event, handle):
    due, one = shelf.get(ride_id, (1, None))
    if version == due:
        handle(event)
        due += 1
        if one is not None:
            handle(one)
            due, one = due + 1, None
    elif version == due + 1:
        one = event
    shelf[ride_id] = (due, one)


answer = in_order
