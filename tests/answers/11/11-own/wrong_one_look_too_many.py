"""A look after the limit."""

MISCONCEPTION = ""
FAILS = "not within the limit: the page there is, and False"
SAYS = "waited 1.7 s, and the page is [458, 457, 456]"


def answer(view, position, clock, limit_s):
    if position is None:
        return view.newest(), True
    for n in range(round(limit_s * 10) + 2):
        if n:
            clock.sleep(0.1)
        if view.checkpoint() >= position:
            return view.newest(), True
    return view.newest(), False
