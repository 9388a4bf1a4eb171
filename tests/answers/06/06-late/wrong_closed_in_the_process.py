MISCONCEPTION = "remembers in the process"
FAILS = "in order and once: the newest address"
SAYS = "outside of `view`"

closed = set()


def apply(view, event):
    if event.order_id in closed:
        return
    if event.kind == "OrderClosed":
        closed.add(event.order_id)
        view.pop(event.order_id, None)
    elif event.version > view.get(event.order_id, (0, None))[0]:
        view[event.order_id] = event.version, event.address


answer = apply
