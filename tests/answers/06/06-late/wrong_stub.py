MISCONCEPTION = "the last to come wins"
FAILS = "late and repeated, two orders: each has its newest address"
SAYS = "compare before you set"


def apply(view, event):
    if event.kind == "OrderClosed":
        view.pop(event.order_id, None)
    else:
        view[event.order_id] = event.version, event.address


answer = apply
