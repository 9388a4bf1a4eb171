from companion.sourcing import Refused

MISCONCEPTION = "oldest first"
FAILS = "a later step refuses: the ones before are undone, newest first; then it ends"
SAYS = "The last thing done is the first to undo"


def run_saga(steps, order):
    done = []
    for name, action, compensation in steps:
        try:
            action(order)
        except Refused as no:
            for undo in done:
                if undo:
                    undo(order)
            return f"COMPENSATED at {name}: {no}"
        done.append(compensation)
    return "COMPLETED"


answer = run_saga
