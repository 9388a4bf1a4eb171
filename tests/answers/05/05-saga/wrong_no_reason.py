from companion.sourcing import Refused

MISCONCEPTION = "no reason"
FAILS = "the outcome names the step and the reason, and only a refusal is called one"
SAYS = "the first question on the phone"


def run_saga(steps, order):
    done = []
    for _, action, compensation in steps:
        try:
            action(order)
        except Refused:
            for undo in reversed(done):
                if undo:
                    undo(order)
            return "COMPENSATED"
        done.append(compensation)
    return "COMPLETED"


answer = run_saga
