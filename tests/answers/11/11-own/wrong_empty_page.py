MISCONCEPTION = "nothing when it is late"
FAILS = "not within the limit: the page there is, and False"
SAYS = "An older page is there"


def answer(view, position, clock, limit_s):
    waited = 0.0
    while position is not None and view.checkpoint() < position:
        if waited >= limit_s:
            return [], False
        clock.sleep(0.1)
        waited += 0.1
    return view.newest(), True
