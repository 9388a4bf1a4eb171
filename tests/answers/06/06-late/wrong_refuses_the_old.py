"""An old message is an error here: the new one stands, and the old one ends as a dead letter."""

MISCONCEPTION = ""
FAILS = "late and repeated, two orders: each has its newest address"
SAYS = "42 v1 moves was given up after 3 attempts: ValueError: old"


def apply(view, event):
    known, _ = view.get(event.order_id, (0, None))
    if event.version <= known:
        raise ValueError("old")
    view[event.order_id] = event.version, event.address


answer = apply
