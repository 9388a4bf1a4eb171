from companion.sourcing import Refused

MISCONCEPTION = ""
FAILS = "a later step refuses: the ones before are undone, newest first; then it ends"
SAYS = "ship refuses: reserve, charge, charge, reserve"


def run_saga(steps, order):
    done = []
    for name, action, _ in steps:
        try:
            action(order)
        except Refused as no:
            for undo in reversed(done):
                undo(order)
            return f"COMPENSATED at {name}: {no}"
        done.append(action)
    return "COMPLETED"


answer = run_saga
