MISCONCEPTION = "everybody waits"
FAILS = "who wrote nothing gets the page at once"
SAYS = "Only who wrote needs to"


def answer(view, position, clock, limit_s):
    waited = 0.0
    while position is None or view.checkpoint() < position:
        if waited >= limit_s:
            return view.newest(), position is None
        clock.sleep(0.1)
        waited += 0.1
    return view.newest(), True
