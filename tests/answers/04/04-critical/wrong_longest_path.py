"""Follows the longest chain there is, whatever was promised."""

MISCONCEPTION = "the longest path"
FAILS = "confirmed needs three events, delivered six; nothing of another order or a side branch"
SAYS = "no confirmation depends on it"


def critical(trace, promise):
    known = {envelope.id: envelope for envelope in trace.published()}
    paths = []
    for here in known.values():
        path = []
        while here is not None:
            path.insert(0, here.type)
            here = known.get(here.causation_id)
        paths.append(path)
    return max(paths, key=len)


answer = critical
