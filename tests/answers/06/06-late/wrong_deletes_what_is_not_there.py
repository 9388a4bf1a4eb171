"""`del` of a row that never came is an error: the closing ends as a dead letter, and no address is back."""

MISCONCEPTION = ""
FAILS = "closed stays closed, until something newer opens it"
SAYS = "42 v2 closes was given up after 3 attempts: KeyError"


def apply(view, event):
    known, _ = view.get(event.order_id, (0, None))
    if event.version <= known:
        return
    if event.kind == "OrderClosed":
        del view[event.order_id]
    else:
        view[event.order_id] = event.version, event.address


answer = apply
