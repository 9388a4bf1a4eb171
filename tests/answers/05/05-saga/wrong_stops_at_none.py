from companion.sourcing import Refused

MISCONCEPTION = "stops at None"
FAILS = "a step without compensation does not stop the way back"
SAYS = "It does not mean: nothing to undo before it"


def run_saga(steps, order):
    done = []
    for name, action, compensation in steps:
        try:
            action(order)
        except Refused as no:
            for undo in reversed(done):
                if not undo:
                    break
                undo(order)
            return f"COMPENSATED at {name}: {no}"
        done.append(compensation)
    return "COMPLETED"


answer = run_saga
