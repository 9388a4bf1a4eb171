MISCONCEPTION = "raises in the gap"
FAILS = "a version that never comes, and a slow clock"
SAYS = "this one will end as a dead letter"


def apply(view, event):
    known, _ = view.get(event.order_id, (0, None))
    if event.version > known + 1:
        raise ValueError("too early")
    if event.version > known:
        view[event.order_id] = event.version, event.address if event.kind == "AddressChanged" else None


answer = apply
