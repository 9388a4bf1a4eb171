"""It sleeps, and not on the clock that it was given."""

import time

MISCONCEPTION = "no time passes"
FAILS = "the view reaches the write: the page with it, at once"
SAYS = "on its clock no time passed"


def read_own(view, position, clock, limit_s):
    if position is None:
        return view.newest(), True
    start = time.time()
    while view.checkpoint() < position and time.time() - start < limit_s:
        time.sleep(0.1)
    return view.newest(), view.checkpoint() >= position


answer = read_own
