MISCONCEPTION = "compares with None"
FAILS = "who wrote nothing gets the page at once"
SAYS = "Who wrote nothing has no position"


def answer(view, position, clock, limit_s):
    waited = 0.0
    while view.checkpoint() < position:
        if waited >= limit_s:
            return view.newest(), False
        clock.sleep(0.1)
        waited += 0.1
    return view.newest(), True
