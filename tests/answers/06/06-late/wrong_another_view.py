"""It makes another dict and returns it: the view it was given stays as it is."""

MISCONCEPTION = ""
FAILS = "in order and once: the newest address"
SAYS = "what it returned is not read, and the view it was given is still empty"


def apply(view, event):
    known, _ = view.get(event.order_id, (0, None))
    if event.version <= known:
        return view
    return {**view, event.order_id: (event.version, event.address)}


answer = apply
