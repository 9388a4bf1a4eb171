MISCONCEPTION = "one version for all"
FAILS = "late and repeated, two orders: each has its newest address"
SAYS = "versions count per order"


def apply(view, event):
    known = max((version for version, _ in view.values()), default=0)
    if event.version > known:
        view[event.order_id] = event.version, event.address if event.kind == "AddressChanged" else None


answer = apply
