"""All that was published before the promise."""

MISCONCEPTION = "everything earlier"
FAILS = "confirmed needs three events, delivered six; nothing of another order or a side branch"
SAYS = "Earlier is not because"


def critical(trace, promise):
    names = []
    for envelope in trace.published():
        names.append(envelope.type)
        if envelope.type == promise:
            return names
    return []


answer = critical
