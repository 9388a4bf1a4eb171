MISCONCEPTION = "only the last line"
FAILS = "behind the pivot there is no way back"
SAYS = "one line does not know that the pivot lies behind"


def next_move(steps, pivot, log):
    if not log:
        return f"do {steps[0]}"
    what, step = log[-1]
    place = steps.index(step)
    if what == "succeeded":
        return "completed" if step == steps[-1] else f"do {steps[place + 1]}"
    if what == "failed":
        return f"undo {step}"
    return f"undo {steps[place - 1]}" if place > 0 else "compensated"


answer = next_move
