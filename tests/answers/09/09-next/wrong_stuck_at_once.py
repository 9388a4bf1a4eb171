MISCONCEPTION = "stuck at once"
FAILS = "behind the pivot there is no way back"
SAYS = "only a refusal needs a person"


def next_move(steps, pivot, log):
    done = [step for what, step in log if what == "succeeded"]
    undone = [step for what, step in log if what == "undone"]
    trouble = [(what, step) for what, step in log if what in ("refused", "failed")]
    if pivot in done and trouble:
        return "stuck"
    if not trouble:
        left = [step for step in steps if step not in done]
        return f"do {left[0]}" if left else "completed"
    back = done + [step for what, step in trouble if what == "failed"]
    left = [step for step in back if step not in undone]
    return f"undo {left[-1]}" if left else "compensated"


answer = next_move
