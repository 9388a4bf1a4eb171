MISCONCEPTION = ""
FAILS = "not within the limit: the page there is, and False"
SAYS = "no attribute 'newst'"


def answer(view, position, clock, limit_s):
    waited = 0
    while position is not None and view.checkpoint() < position:
        if waited >= limit_s:
            return view.newst(), False
        clock.sleep(0.1)
        waited += 0.1
    return view.newest(), True
