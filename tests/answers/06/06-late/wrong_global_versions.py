MISCONCEPTION = "remembers in the process"
FAILS = "in order and once: the newest address"
SAYS = "outside of `view`"

newest = {}


def apply(view, event):
    if event.version > newest.get(event.order_id, 0):
        newest[event.order_id] = event.version
        view[event.order_id] = event.version, event.address


answer = apply
