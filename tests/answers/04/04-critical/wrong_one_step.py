"""The cause, and not the cause of the cause."""

MISCONCEPTION = "one step back"
FAILS = "confirmed needs three events, delivered six; nothing of another order or a side branch"
SAYS = "You stopped after 2"


def critical(trace, promise):
    known = {envelope.id: envelope for envelope in trace.published()}
    for envelope in known.values():
        if envelope.type == promise:
            cause = known.get(envelope.causation_id)
            return [cause.type, promise] if cause else [promise]
    return []


answer = critical
