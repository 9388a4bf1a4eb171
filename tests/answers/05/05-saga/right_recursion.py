from companion.sourcing import Refused


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
