"""All events of the same story."""

MISCONCEPTION = "same correlation"
FAILS = "confirmed needs three events, delivered six; nothing of another order or a side branch"
SAYS = "causation says why"


def critical(trace, promise):
    born = trace.published()
    stories = [envelope.correlation_id for envelope in born if envelope.type == promise]
    return [envelope.type for envelope in born if envelope.correlation_id in stories]


answer = critical
