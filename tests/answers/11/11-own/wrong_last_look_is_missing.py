MISCONCEPTION = ""
FAILS = "the view reaches the write: the page with it, at once"
SAYS = "limit 1.6 s: the page is [456, 455, 454], and"


def answer(view, position, clock, limit_s):
    waited = 0
    while waited < limit_s:
        if position is None or view.checkpoint() >= position:
            return view.newest(), True
        clock.sleep(0.1)
        waited += 0.1
    return view.newest(), False
