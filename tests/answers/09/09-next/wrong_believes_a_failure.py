MISCONCEPTION = "believes a failure"
FAILS = "a step failed: it may have happened, and is undone itself"
SAYS = "Failed means: nobody knows"


def next_move(steps, pivot, log):
    done = [step for what, step in log if what == "succeeded"]
    undone = [step for what, step in log if what == "undone"]
    kinds = [what for what, step in log]
    if pivot in done and "refused" in kinds:
        return "stuck"
    if pivot in done or ("refused" not in kinds and "failed" not in kinds):
        left = [step for step in steps if step not in done]
        return f"do {left[0]}" if left else "completed"
    left = [step for step in done if step not in undone]
    return f"undo {left[-1]}" if left else "compensated"


answer = next_move
