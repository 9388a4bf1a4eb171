from companion.sourcing import Refused


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
