MISCONCEPTION = "closing needs no version"
FAILS = "closed stays closed, until something newer opens it"
SAYS = "A closing can be old too"


def apply(view, event):
    known, _ = view.get(event.order_id, (0, None))
    if event.kind == "OrderClosed":
        view[event.order_id] = event.version, None
    elif event.version > known:
        view[event.order_id] = event.version, event.address


answer = apply
