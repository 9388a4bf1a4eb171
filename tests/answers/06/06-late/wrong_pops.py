MISCONCEPTION = "forgets what it closed"
FAILS = "closed stays closed, until something newer opens it"
SAYS = "Keep a tombstone"


def apply(view, event):
    known, _ = view.get(event.order_id, (0, None))
    if event.version <= known:
        return
    if event.kind == "OrderClosed":
        view.pop(event.order_id, None)
    else:
        view[event.order_id] = event.version, event.address


answer = apply
