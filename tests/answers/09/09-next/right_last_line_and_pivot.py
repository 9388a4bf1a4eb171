"""One step at a time: the last line decides, once it is known whether the pivot lies behind."""


def next_move(steps, pivot, log):
    if not log:
        return f"do {steps[0]}"
    what, step = log[-1]
    place = steps.index(step)
    behind = ("succeeded", pivot) in log
    if what == "succeeded":
        return "completed" if step == steps[-1] else f"do {steps[place + 1]}"
    if behind:
        return {"failed": f"do {step}", "refused": "stuck"}[what]
    if what == "failed":
        return f"undo {step}"
    return f"undo {steps[place - 1]}" if place > 0 else "compensated"


answer = next_move
