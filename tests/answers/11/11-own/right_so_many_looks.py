def answer(view, position, clock, limit_s):
    if position is None:
        return view.newest(), True
    for _ in range(round(limit_s / 0.1)):
        if view.checkpoint() >= position:
            break
        clock.sleep(0.1)
    fresh = view.checkpoint() >= position
    return view.newest(), fresh
