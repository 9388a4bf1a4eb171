"""Another page is not yet the one with the write."""

MISCONCEPTION = ""
FAILS = "a batch leaps over it, or the view was there before"
SAYS = "waited 2 s, expected 0 s"


def answer(view, position, clock, limit_s):
    if position is None:
        return view.newest(), True
    before, waited = view.newest(), 0
    while view.newest() == before and waited < limit_s:
        clock.sleep(0.1)
        waited += 0.1
    return view.newest(), view.checkpoint() >= position
