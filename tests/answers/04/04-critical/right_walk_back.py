"""From the promise back along the causes."""

STYLE = "One step after the other, easy to print on the way. `insert(0)` turns the list round."


def critical(trace, promise):
    known = {envelope.id: envelope for envelope in trace.published()}
    here = next((e for e in known.values() if e.type == promise), None)
    found = []
    while here is not None:
        found.insert(0, here.type)
        here = known.get(here.causation_id)
    return found


answer = critical
