"""Takes the first of an empty list where the promise never happened, before it walks anywhere."""

MISCONCEPTION = ""
FAILS = "no such event: an empty list; a cause outside the trace ends the walk"
SAYS = "asked for DriverNotFound, your code raised IndexError"


def critical(trace, promise):
    known = {envelope.id: envelope for envelope in trace.published()}
    here = [envelope for envelope in known.values() if envelope.type == promise][0]
    names = [here.type]
    while here.causation_id is not None:
        here = known[here.causation_id]
        names.insert(0, here.type)
    return names


answer = critical
