MISCONCEPTION = ""
FAILS = "the view reaches the write: the page with it, at once"
SAYS = "expected (ids, fresh)"


def answer(view, position, clock, limit_s):
    while position is not None and view.checkpoint() < position and clock.elapsed_s < limit_s:
        clock.sleep(0.1)
    return view.newest()
