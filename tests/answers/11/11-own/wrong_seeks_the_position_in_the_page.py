MISCONCEPTION = ""
FAILS = "the view reaches the write: the page with it, at once"
SAYS = "fresh is False, expected True"


def answer(view, position, clock, limit_s):
    waited = 0
    while position not in view.newest():
        if waited >= limit_s:
            return view.newest(), False
        clock.sleep(0.1)
        waited += 0.1
    return view.newest(), True
