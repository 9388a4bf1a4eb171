MISCONCEPTION = "one place too far"
FAILS = "a batch leaps over it, or the view was there before"
SAYS = "has what stands at 6"


def answer(view, position, clock, limit_s):
    waited = 0.0
    while position is not None and view.checkpoint() <= position:
        if waited >= limit_s:
            return view.newest(), False
        clock.sleep(0.1)
        waited += 0.1
    return view.newest(), True
