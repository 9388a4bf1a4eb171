MISCONCEPTION = ""
FAILS = "not within the limit: the page there is, and False"
SAYS = "limit 1.6 s"


def answer(view, position, clock, limit_s):
    waited = 0.0
    while position is not None and view.checkpoint() < position:
        if waited >= 2:
            return view.newest(), False
        clock.sleep(0.1)
        waited += 0.1
    return view.newest(), True
