from companion.sourcing import Refused

MISCONCEPTION = "passes it on"
FAILS = "the outcome names the step and the reason, and only a refusal is called one"
SAYS = "return it"


def run_saga(steps, order):
    done = []
    for name, action, compensation in steps:
        try:
            action(order)
        except Refused:
            for undo in reversed(done):
                if undo:
                    undo(order)
            raise
        done.append(compensation)
    return "COMPLETED"


answer = run_saga
