from companion.sourcing import Refused

MISCONCEPTION = "calls None"
FAILS = "a step without compensation does not stop the way back"
SAYS = "None cannot be called"


def run_saga(steps, order):
    done = []
    for name, action, compensation in steps:
        try:
            action(order)
        except Refused as no:
            for undo in reversed(done):
                undo(order)
            return f"COMPENSATED at {name}: {no}"
        done.append(compensation)
    return "COMPLETED"


answer = run_saga
