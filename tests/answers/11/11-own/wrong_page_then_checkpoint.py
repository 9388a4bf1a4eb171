"""The page is a moment older than the checkpoint."""

MISCONCEPTION = "the page is older than the answer"
FAILS = "the view reaches the write: the page with it, at once"
SAYS = "First the checkpoint, then the page"


def answer(view, position, clock, limit_s):
    for n in range(round(limit_s * 10) + 1):
        if n:
            clock.sleep(0.1)
        page = view.newest()
        if position is None or view.checkpoint() >= position:
            return page, True
    return page, False
