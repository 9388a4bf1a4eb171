"""A closing that comes first leaves no row. Nothing was deleted: it is not said."""

MISCONCEPTION = ""
FAILS = "closed stays closed, until something newer opens it"
SAYS = "delivered 42 v2 closes 42 v1 moves: order-42: Oak St 1, expected closed"


def apply(view, event):
    known = view.get(event.order_id)
    if event.kind == "OrderClosed":
        if known is not None and event.version > known[0]:
            view[event.order_id] = event.version, None
    elif known is None or event.version > known[0]:
        view[event.order_id] = event.version, event.address


answer = apply
