"""It asks again when it hears no, as if a refusal were an accident."""

from companion.sourcing import Refused

MISCONCEPTION = ""
FAILS = "a later step refuses: the ones before are undone, newest first; then it ends"
SAYS = "ship refuses: it was asked 3 times, expected once"


def run_saga(steps, order):
    done = []
    for name, action, compensation in steps:
        for _ in range(3):
            try:
                action(order)
                break
            except Refused as no:
                why = no
        else:
            for undo in reversed(done):
                undo(order)
            return f"COMPENSATED at {name}: {why}"
        if compensation is not None:
            done.append(compensation)
    return "COMPLETED"


answer = run_saga
