"""What the promise led to."""

MISCONCEPTION = "downstream"
FAILS = "confirmed needs three events, delivered six; nothing of another order or a side branch"
SAYS = "You followed effects"


def critical(trace, promise):
    reached, names = [], []
    for envelope in trace.published():
        if envelope.type == promise or envelope.causation_id in reached:
            reached.append(envelope.id)
            names.append(envelope.type)
    return names


answer = critical
