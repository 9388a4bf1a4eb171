"""The cause that is not in the trace is None, and None has no type."""

MISCONCEPTION = "walks off the edge"
FAILS = "no such event: an empty list; a cause outside the trace ends the walk"
SAYS = "looking it up finds nothing"


def critical(trace, promise):
    known = {envelope.id: envelope for envelope in trace.published()}
    for envelope in trace.published():
        if envelope.type == promise:
            found = [promise]
            while envelope.causation_id is not None:
                envelope = known.get(envelope.causation_id)
                found.insert(0, envelope.type)
            return found
    return []


answer = critical
