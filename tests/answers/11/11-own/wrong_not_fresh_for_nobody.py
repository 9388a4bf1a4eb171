MISCONCEPTION = ""
FAILS = "who wrote nothing gets the page at once"
SAYS = "fresh is False, expected True"


def answer(view, position, clock, limit_s):
    waited = 0.0
    while position is not None and view.checkpoint() < position:
        if waited >= limit_s:
            return view.newest(), False
        clock.sleep(0.1)
        waited += 0.1
    return view.newest(), position is not None
