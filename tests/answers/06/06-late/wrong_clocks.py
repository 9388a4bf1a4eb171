MISCONCEPTION = "trusts clocks"
FAILS = "a version that never comes, and a slow clock"
SAYS = "two machines, two clocks"


def apply(view, event):
    at = view.get(event.order_id, (0, None, 0))[2]
    if event.at > at:
        view[event.order_id] = (
            event.version,
            event.address if event.kind == "AddressChanged" else None,
            event.at,
        )


answer = apply
