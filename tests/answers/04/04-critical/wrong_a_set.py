"""A set has no order."""

MISCONCEPTION = ""
FAILS = "confirmed needs three events, delivered six; nothing of another order or a side branch"
SAYS = "of type set; wanted: a list"


def critical(trace, promise):
    known = {e.id: e for e in trace.published()}
    here = next((e for e in known.values() if e.type == promise), None)
    found = []
    while here is not None:
        found.append(here.type)
        here = known.get(here.causation_id)
    return set(found)


answer = critical
