from companion.sourcing import Refused

MISCONCEPTION = "Refused alone"
FAILS = "the outcome names the step and the reason, and only a refusal is called one"
SAYS = "charge refuses: it raised CardDeclined"


def run_saga(steps, order):
    done = []
    for name, action, compensation in steps:
        try:
            action(order)
        except Exception as error:
            if type(error) is not Refused:
                raise
            for undo in reversed(done):
                if undo:
                    undo(order)
            return f"COMPENSATED at {name}: {error}"
        done.append(compensation)
    return "COMPLETED"


answer = run_saga
