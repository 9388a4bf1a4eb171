from companion.sourcing import Refused

MISCONCEPTION = ""
FAILS = "a later step refuses: the ones before are undone, newest first; then it ends"
SAYS = "undo charge for the text"


def run_saga(steps, order):
    done = []
    for name, action, compensation in steps:
        try:
            action(order)
        except Refused as no:
            for undo in reversed(done):
                if undo:
                    undo(order["order_id"])
            return f"COMPENSATED at {name}: {no}"
        done.append(compensation)
    return "COMPLETED"


answer = run_saga
