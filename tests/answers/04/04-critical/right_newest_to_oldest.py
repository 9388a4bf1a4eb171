"""One pass from the newest to the oldest, without a walk."""


def critical(trace, promise):
    events = list(trace.published())
    needed = {e.id for e in events if e.type == promise}
    for e in reversed(events):
        if e.id in needed and e.causation_id:
            needed.add(e.causation_id)
    return [e.type for e in events if e.id in needed]


answer = critical
