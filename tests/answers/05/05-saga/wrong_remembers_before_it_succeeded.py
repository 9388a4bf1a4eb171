from companion.sourcing import Refused

MISCONCEPTION = "undoes the refused step too"
FAILS = "undone is only what was done: not the step that refused, not the ones behind it"
SAYS = "6 machines on a shelf of 5"


def run_saga(steps, order):
    done = []
    for name, action, compensation in steps:
        done.append(compensation)
        try:
            action(order)
        except Refused as no:
            for undo in reversed(done):
                if undo:
                    undo(order)
            return f"COMPENSATED at {name}: {no}"
    return "COMPLETED"


answer = run_saga
