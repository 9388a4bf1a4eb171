from companion.sourcing import Refused

STYLE = "The way back is the way out of the calls. As many calls deep as there are steps."


def run_saga(steps, order):
    if not steps:
        return "COMPLETED"
    (name, action, compensation), *rest = steps
    try:
        action(order)
    except Refused as no:
        return f"COMPENSATED at {name}: {no}"
    outcome = run_saga(rest, order)
    if outcome != "COMPLETED" and compensation:
        compensation(order)
    return outcome


answer = run_saga
