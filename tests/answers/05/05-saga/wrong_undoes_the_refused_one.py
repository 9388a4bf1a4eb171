from companion.sourcing import Refused

MISCONCEPTION = "undoes the one that refused"
FAILS = "undone is only what was done: not the step that refused, not the ones behind it"
SAYS = "the one step that did nothing"


def run_saga(steps, order):
    for name, action, compensation in steps:
        try:
            action(order)
        except Refused as no:
            if compensation:
                compensation(order)
            return f"COMPENSATED at {name}: {no}"
    return "COMPLETED"


answer = run_saga
