MISCONCEPTION = "starts over"
FAILS = "undoing: newest first, each once, until nothing is left"
SAYS = "once going back, never forward"


def next_move(steps, pivot, log):
    done = [step for what, step in log if what == "succeeded"]
    undone = [step for what, step in log if what == "undone"]
    trouble = [(what, step) for what, step in log if what in ("refused", "failed")]
    if undone:
        return f"do {undone[-1]}"
    if pivot in done or not trouble:
        if any(what == "refused" for what, step in trouble):
            return "stuck"
        left = [step for step in steps if step not in done]
        return f"do {left[0]}" if left else "completed"
    back = done + [step for what, step in trouble if what == "failed"]
    return f"undo {back[-1]}" if back else "compensated"


answer = next_move
