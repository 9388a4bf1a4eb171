def apply(view, event):
    known, _ = view.get(event.order_id, (0, None))
    if event.version > known:
        view[event.order_id] = event.version, event.address if event.kind == "AddressChanged" else None


answer = apply
