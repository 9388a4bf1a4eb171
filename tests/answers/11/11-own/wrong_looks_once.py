MISCONCEPTION = "no time passes"
FAILS = "the view reaches the write: the page with it, at once"
SAYS = "Look again, every 0.1 s"


def answer(view, position, clock, limit_s):
    return view.newest(), position is None or view.checkpoint() >= position
