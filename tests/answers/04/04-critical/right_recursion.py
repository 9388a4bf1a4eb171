"""A cause, and what that one needed; envelopes instead of names."""


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
