MISCONCEPTION = "oldest first"
FAILS = "undoing: newest first, each once, until nothing is left"
SAYS = "Undo newest first"


def next_move(steps, pivot, log):
    done = [step for what, step in log if what == "succeeded"]
    undone = [step for what, step in log if what == "undone"]
    kinds = [what for what, step in log]
    if pivot in done and "refused" in kinds:
        return "stuck"
    if pivot in done or ("refused" not in kinds and "failed" not in kinds):
        left = [step for step in steps if step not in done]
        return f"do {left[0]}" if left else "completed"
    left = [step for what, step in log if what in ("succeeded", "failed") and step not in undone]
    return f"undo {left[0]}" if left else "compensated"


answer = next_move
