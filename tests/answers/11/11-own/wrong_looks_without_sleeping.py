MISCONCEPTION = "no time passes"
FAILS = "the view reaches the write: the page with it, at once"
SAYS = "only `clock.sleep` lets it pass"


def answer(view, position, clock, limit_s):
    tries = 0
    while position is not None and view.checkpoint() < position and tries < limit_s * 10:
        tries += 1
    return view.newest(), position is None or view.checkpoint() >= position
