"""Compare with the version of the row, then set."""

STYLE = "A closed order keeps its row, for as long as something older can come."


def apply(view, event):
    known, _ = view.get(event.order_id, (0, None))
    if event.version > known:
        view[event.order_id] = event.version, event.address if event.kind == "AddressChanged" else None


answer = apply
