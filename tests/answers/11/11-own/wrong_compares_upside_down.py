"""It waits where nothing is to be waited for, and not where it should."""

MISCONCEPTION = ""
FAILS = "the view reaches the write: the page with it, at once"
SAYS = "the page is [455, 454, 453]"


def read_own(view, position, clock, limit_s):
    waited = 0
    while position is not None and view.checkpoint() > position:
        if waited >= limit_s:
            return view.newest(), False
        clock.sleep(0.1)
        waited += 0.1
    return view.newest(), True


answer = read_own
