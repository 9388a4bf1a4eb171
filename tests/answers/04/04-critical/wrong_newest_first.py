"""As it walked."""

MISCONCEPTION = "newest first"
FAILS = "confirmed needs three events, delivered six; nothing of another order or a side branch"
SAYS = "Turn them round"


def critical(trace, promise):
    known = {envelope.id: envelope for envelope in trace.published()}
    here = next((e for e in known.values() if e.type == promise), None)
    found = []
    while here is not None:
        found.append(here.type)
        here = known.get(here.causation_id)
    return found


answer = critical
