MISCONCEPTION = "says fresh all the same"
FAILS = "not within the limit: the page there is, and False"
SAYS = "She will post it again"


def answer(view, position, clock, limit_s):
    waited = 0.0
    while position is not None and view.checkpoint() < position and waited < limit_s:
        clock.sleep(0.1)
        waited += 0.1
    return view.newest(), True
