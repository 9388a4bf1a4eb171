STYLE = "It counts what it slept, so it needs no clock to read; what a slow look takes is not counted."


def answer(view, position, clock, limit_s):
    waited = 0.0
    while position is not None and view.checkpoint() < position:
        if waited >= limit_s:
            return view.newest(), False
        clock.sleep(0.1)
        waited += 0.1
    return view.newest(), True
