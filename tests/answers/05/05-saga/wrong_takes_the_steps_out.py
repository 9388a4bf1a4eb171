from companion.sourcing import Refused

MISCONCEPTION = "uses the list up"
FAILS = "the same list of steps serves a second order, which starts afresh"
SAYS = "read it, leave it whole"


def run_saga(steps, order):
    done = []
    while steps:
        name, action, compensation = steps.pop(0)
        try:
            action(order)
        except Refused as no:
            for undo in reversed(done):
                if undo:
                    undo(order)
            return f"COMPENSATED at {name}: {no}"
        done.append(compensation)
    return "COMPLETED"


answer = run_saga
