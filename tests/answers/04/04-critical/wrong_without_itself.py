"""Takes the step first and notes the event then."""

MISCONCEPTION = "the promise left out"
FAILS = "confirmed needs three events, delivered six; nothing of another order or a side branch"
SAYS = "Note the event you stand on"


def critical(trace, promise):
    known = {e.id: e for e in trace.published()}
    here = next((e for e in known.values() if e.type == promise), None)
    found = []
    while here is not None:
        here = known.get(here.causation_id)
        if here is not None:
            found.insert(0, here.type)
    return found


answer = critical
