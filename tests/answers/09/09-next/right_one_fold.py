"""One fold: the log is read once, with a stack of what may have happened."""

STYLE = (
    "Short, and the way an orchestrator does it, whose state is folded event by event. The price: four "
    "names change together, and a slip in one is hard to see."
)


def next_move(steps, pivot, log):
    undo, back, safe, at = [], False, False, 0
    for what, step in log:
        if what == "succeeded":
            undo.append(step)
            at += 1
            safe = safe or step == pivot
        elif what == "undone":
            undo.remove(step)
        elif what == "refused" and safe:
            return "stuck"
        elif not safe:
            back = True
            undo += [step] if what == "failed" else []
    if back:
        return f"undo {undo[-1]}" if undo else "compensated"
    return f"do {steps[at]}" if at < len(steps) else "completed"


answer = next_move
