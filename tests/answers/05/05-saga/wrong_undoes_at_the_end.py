from companion.sourcing import Refused

MISCONCEPTION = "goes on"
FAILS = "a later step refuses: the ones before are undone, newest first; then it ends"
SAYS = "Ada reads that her parcel left"


def run_saga(steps, order):
    done, outcome = [], "COMPLETED"
    for name, action, compensation in steps:
        try:
            action(order)
            done.append(compensation)
        except Refused as no:
            outcome = f"COMPENSATED at {name}: {no}"
    if outcome != "COMPLETED":
        for undo in reversed(done):
            if undo:
                undo(order)
    return outcome


answer = run_saga
