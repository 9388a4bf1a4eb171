"""Collects the ids it walks over."""

MISCONCEPTION = "ids for names"
FAILS = "confirmed needs three events, delivered six; nothing of another order or a side branch"
SAYS = "Look that envelope up"


def critical(trace, promise):
    known = {e.id: e for e in trace.published()}
    here = next((e for e in known.values() if e.type == promise), None)
    found = []
    while here is not None:
        found.insert(0, here.id)
        here = known.get(here.causation_id)
    return found


answer = critical
