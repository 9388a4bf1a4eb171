"""Four questions to the log, one list each."""

STYLE = (
    "Longer, but each line can be read and tested alone. It reads the log four times, which costs nothing "
    "at this length."
)


def next_move(steps, pivot, log):
    done = [step for what, step in log if what == "succeeded"]
    undone = [step for what, step in log if what == "undone"]
    trouble = [(what, step) for what, step in log if what in ("refused", "failed")]
    if pivot in done or not trouble:
        if any(what == "refused" for what, step in trouble):
            return "stuck"
        left = [step for step in steps if step not in done]
        return f"do {left[0]}" if left else "completed"
    back = done + [step for what, step in trouble if what == "failed"]
    left = [step for step in back if step not in undone]
    return f"undo {left[-1]}" if left else "compensated"


answer = next_move
