"""Waits for a cause that is not there."""

MISCONCEPTION = "walks for ever"
FAILS = "no such event: an empty list; a cause outside the trace ends the walk"
SAYS = "Stop there"


def critical(trace, promise):
    born = trace.published()
    found = [envelope for envelope in born if envelope.type == promise][:1]
    while found and found[0].causation_id is not None:
        found = [e for e in born if e.id == found[0].causation_id] + found
    return [envelope.type for envelope in found]


answer = critical
