"""`if` instead of `while`."""

MISCONCEPTION = ""
FAILS = "confirmed needs three events, delivered six; nothing of another order or a side branch"
SAYS = "OrderPlaced is missing"


def critical(trace, promise):
    known = {e.id: e for e in trace.published()}
    here = next((e for e in known.values() if e.type == promise), None)
    found = []
    if here is not None:
        found.append(here.type)
        here = known.get(here.causation_id)
    return found[::-1]


answer = critical
