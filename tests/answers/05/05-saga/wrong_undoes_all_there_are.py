from companion.sourcing import Refused

MISCONCEPTION = "undoes everything in the list"
FAILS = "undone is only what was done: not the step that refused, not the ones behind it"
SAYS = "not the steps that there are"


def run_saga(steps, order):
    for name, action, compensation in steps:
        try:
            action(order)
        except Refused as no:
            for _, _, undo in reversed(steps):
                if undo:
                    undo(order)
            return f"COMPENSATED at {name}: {no}"
    return "COMPLETED"


answer = run_saga
