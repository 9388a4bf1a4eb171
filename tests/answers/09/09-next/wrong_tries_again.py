MISCONCEPTION = "tries again before the pivot"
FAILS = "a step failed: it may have happened, and is undone itself"
SAYS = "it does not ask again"


def next_move(steps, pivot, log):
    done = [step for what, step in log if what == "succeeded"]
    undone = [step for what, step in log if what == "undone"]
    trouble = [(what, step) for what, step in log if what in ("refused", "failed")]
    if any(what == "refused" for what, step in trouble):
        if pivot in done:
            return "stuck"
        left = [step for step in done if step not in undone]
        return f"undo {left[-1]}" if left else "compensated"
    left = [step for step in steps if step not in done]
    return f"do {left[0]}" if left else "completed"


answer = next_move
