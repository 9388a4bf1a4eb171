from companion.sourcing import Refused

MISCONCEPTION = ""
FAILS = "the outcome names the step and the reason, and only a refusal is called one"
SAYS = 'it returned "COMPLETED", expected the ConnectionError'


def run_saga(steps, order):
    done = []
    for name, action, compensation in steps:
        try:
            action(order)
        except Refused as no:
            for undo in reversed(done):
                if undo:
                    undo(order)
            return f"COMPENSATED at {name}: {no}"
        except Exception:
            continue
        done.append(compensation)
    return "COMPLETED"


answer = run_saga
