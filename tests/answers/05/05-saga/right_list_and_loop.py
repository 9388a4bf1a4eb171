from companion.sourcing import Refused

STYLE = (
    "What was done stands in a list, so the way back is the list reversed. It lives in memory: a "
    "crash forgets it (lesson 09)."
)


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
        done.append(compensation)
    return "COMPLETED"


answer = run_saga
