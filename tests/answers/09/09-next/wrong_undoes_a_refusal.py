MISCONCEPTION = "undoes a refusal"
FAILS = "a step was refused: it did nothing, what was done before is undone"
SAYS = "There is nothing to undo at this step"


def next_move(steps, pivot, log):
    done = [step for what, step in log if what == "succeeded"]
    tried = [step for what, step in log if what in ("succeeded", "refused", "failed")]
    undone = [step for what, step in log if what == "undone"]
    kinds = [what for what, step in log]
    if pivot in done and "refused" in kinds:
        return "stuck"
    if pivot in done or len(tried) == len(done):
        left = [step for step in steps if step not in done]
        return f"do {left[0]}" if left else "completed"
    left = [step for step in tried if step not in undone]
    return f"undo {left[-1]}" if left else "compensated"


answer = next_move
