from companion.sourcing import Refused

MISCONCEPTION = "the last one only"
FAILS = "a later step refuses: the ones before are undone, newest first; then it ends"
SAYS = "One step back is not the whole way back"


def run_saga(steps, order):
    last = None
    for name, action, compensation in steps:
        try:
            action(order)
        except Refused as no:
            if last:
                last(order)
            return f"COMPENSATED at {name}: {no}"
        last = compensation
    return "COMPLETED"


answer = run_saga
