"""Looks up every cause, also one that is not in the trace."""

MISCONCEPTION = "walks off the edge"
FAILS = "no such event: an empty list; a cause outside the trace ends the walk"
SAYS = "looking it up finds nothing"


def critical(trace, promise):
    known = {envelope.id: envelope for envelope in trace.published()}
    here = next((e for e in known.values() if e.type == promise), None)
    found = []
    while here is not None:
        found.insert(0, here.type)
        here = known[here.causation_id] if here.causation_id else None
    return found


answer = critical
