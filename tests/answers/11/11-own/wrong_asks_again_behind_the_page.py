"""The limit is over: the page, and whether the view has come so far *now*."""

MISCONCEPTION = ""
FAILS = "not within the limit: the page there is, and False"
SAYS = "the page is [455, 454, 453], and fresh is True, expected False"


def answer(view, position, clock, limit_s):
    waited = 0
    while position is not None and view.checkpoint() < position and waited < limit_s:
        clock.sleep(0.1)
        waited += 0.1
    return view.newest(), position is None or view.checkpoint() >= position
