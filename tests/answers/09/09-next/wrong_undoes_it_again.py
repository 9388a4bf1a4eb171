MISCONCEPTION = "undoes it again"
FAILS = "undoing: newest first, each once, until nothing is left"
SAYS = "Take the undone ones out"


def next_move(steps, pivot, log):
    done = [step for what, step in log if what == "succeeded"]
    kinds = [what for what, step in log]
    if pivot in done and "refused" in kinds:
        return "stuck"
    if pivot in done or ("refused" not in kinds and "failed" not in kinds):
        left = [step for step in steps if step not in done]
        return f"do {left[0]}" if left else "completed"
    back = [step for what, step in log if what in ("succeeded", "failed")]
    return f"undo {back[-1]}" if back else "compensated"


answer = next_move
