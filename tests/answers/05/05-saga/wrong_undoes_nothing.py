from companion.sourcing import Refused

MISCONCEPTION = "says it and undoes nothing"
FAILS = "a later step refuses: the ones before are undone, newest first; then it ends"
SAYS = "Stopping is half of it"


def run_saga(steps, order):
    for name, action, _ in steps:
        try:
            action(order)
        except Refused as no:
            return f"COMPENSATED at {name}: {no}"
    return "COMPLETED"


answer = run_saga
