MISCONCEPTION = "always the whole limit"
FAILS = "the view reaches the write: the page with it, at once"
SAYS = "Look while you wait"


def answer(view, position, clock, limit_s):
    clock.sleep(limit_s)
    return view.newest(), position is None or view.checkpoint() >= position
