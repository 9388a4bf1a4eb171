from companion.sourcing import Refused

MISCONCEPTION = "remembers the order before"
FAILS = "the same list of steps serves a second order, which starts afresh"
SAYS = "begin with an empty list inside the function"

done = []


def run_saga(steps, order):
    for name, action, compensation in steps:
        try:
            action(order)
        except Refused as no:
            for undo in reversed(done):
                if undo:
                    undo(order)
            done.clear()
            return f"COMPENSATED at {name}: {no}"
        done.append(compensation)
    return "COMPLETED"


answer = run_saga
