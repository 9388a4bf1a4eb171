MISCONCEPTION = "an error instead of a page"
FAILS = "not within the limit: the page there is, and False"
SAYS = "It is late, not broken"


def answer(view, position, clock, limit_s):
    waited = 0.0
    while position is not None and view.checkpoint() < position:
        if waited >= limit_s:
            raise TimeoutError("not caught up")
        clock.sleep(0.1)
        waited += 0.1
    return view.newest(), True
