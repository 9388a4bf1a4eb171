MISCONCEPTION = "waits for the gap"
FAILS = "a version that never comes, and a slow clock"
SAYS = "so v3 was never taken"


def apply(view, event):
    known, _ = view.get(event.order_id, (0, None))
    if event.version == known + 1:
        view[event.order_id] = event.version, event.address if event.kind == "AddressChanged" else None


answer = apply
