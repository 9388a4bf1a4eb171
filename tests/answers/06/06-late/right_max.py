def apply(view, event):
    new = event.version, None if event.kind == "OrderClosed" else event.address
    view[event.order_id] = max(view.get(event.order_id, new), new, key=lambda row: row[0])


answer = apply
