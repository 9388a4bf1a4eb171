"""It asks for types, not for envelopes: another order's events are in the list, too."""

MISCONCEPTION = ""
FAILS = "confirmed needs three events, delivered six; nothing of another order or a side branch"
SAYS = "OrderPlaced is in your list 2 times, expected once"


def critical(trace, promise):
    types = {e.id: e.type for e in trace.published()}
    wanted, found = {promise}, []
    for envelope in reversed(trace.published()):
        if envelope.type in wanted:
            found.insert(0, envelope.type)
            wanted.add(types.get(envelope.causation_id))
    return found


answer = critical
