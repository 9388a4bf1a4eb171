MISCONCEPTION = "behind the pivot too early"
FAILS = "a step was refused: it did nothing, what was done before is undone"
SAYS = "The pivot is behind you when it has"


def next_move(steps, pivot, log):
    done = [step for what, step in log if what == "succeeded"]
    undone = [step for what, step in log if what == "undone"]
    trouble = [(what, step) for what, step in log if what in ("refused", "failed")]
    if not trouble:
        left = [step for step in steps if step not in done]
        return f"do {left[0]}" if left else "completed"
    what, step = trouble[-1]
    if steps.index(step) >= steps.index(pivot):
        if what == "refused":
            return "stuck"
        left = [step for step in steps if step not in done]
        return f"do {left[0]}" if left else "completed"
    back = done + [step] if what == "failed" else done
    left = [step for step in back if step not in undone]
    return f"undo {left[-1]}" if left else "compensated"


answer = next_move
