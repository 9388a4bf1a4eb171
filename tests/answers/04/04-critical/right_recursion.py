"""A cause, and what that one needed; envelopes instead of names."""

STYLE = "Reads like the definition: what it needed, then itself. Each step looks through the whole trace."


def critical(trace, promise):
    born = list(trace.published())

    def needed(envelope):
        before = [other for other in born if other.id == envelope.causation_id]
        return (needed(before[0]) if before else []) + [envelope]

    for envelope in born:
        if envelope.type == promise:
            return needed(envelope)
    return []


answer = critical
