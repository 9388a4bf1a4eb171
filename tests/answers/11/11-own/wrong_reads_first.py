MISCONCEPTION = "reads, then waits"
FAILS = "the view reaches the write: the page with it, at once"
SAYS = "First wait, then read"


def answer(view, position, clock, limit_s):
    ids, waited = view.newest(), 0.0
    while position is not None and view.checkpoint() < position:
        if waited >= limit_s:
            return ids, False
        clock.sleep(0.1)
        waited += 0.1
    return ids, True
