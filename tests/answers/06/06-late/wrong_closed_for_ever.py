MISCONCEPTION = "closed for ever"
FAILS = "closed stays closed, until something newer opens it"
SAYS = "Closed is a state like any other"


def apply(view, event):
    known, address = view.get(event.order_id, (0, ""))
    if address is not None and event.version > known:
        view[event.order_id] = event.version, event.address if event.kind == "AddressChanged" else None


answer = apply
