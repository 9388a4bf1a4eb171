"""The first message has no row: the error says so, and no idea may be named."""

MISCONCEPTION = ""
FAILS = "in order and once: the newest address"
SAYS = "KeyError"


def apply(view, event):
    if event.version > view[event.order_id][0]:
        view[event.order_id] = event.version, event.address


answer = apply
