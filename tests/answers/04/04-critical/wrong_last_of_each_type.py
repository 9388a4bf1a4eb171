"""One envelope for each type: of two orders it takes the later one's."""

MISCONCEPTION = ""
FAILS = "confirmed needs three events, delivered six; nothing of another order or a side branch"
SAYS = "asked for OrderDelivered where order-42 led to order-43"


def critical(trace, promise):
    last = {e.type: e for e in trace.published()}
    types = {e.id: e.type for e in trace.published()}
    found, name = [], promise if promise in last else None
    while name is not None:
        found.insert(0, name)
        name = types.get(last[name].causation_id)
    return found


answer = critical
