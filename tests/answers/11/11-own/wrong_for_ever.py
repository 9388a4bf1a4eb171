MISCONCEPTION = "waits for ever"
FAILS = "not within the limit: the page there is, and False"
SAYS = "What does Ada see after the limit"


def answer(view, position, clock, limit_s):
    while position is not None and view.checkpoint() < position:
        clock.sleep(0.1)
    return view.newest(), True
