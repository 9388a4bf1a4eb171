MISCONCEPTION = ""
FAILS = "the view reaches the write: the page with it, at once"
SAYS = "returned [True, ['456', '455', '454']], expected (ids, fresh)"


def answer(view, position, clock, limit_s):
    waited = 0
    while position is not None and view.checkpoint() < position:
        if waited >= limit_s:
            return False, view.newest()
        clock.sleep(0.1)
        waited += 0.1
    return True, view.newest()
