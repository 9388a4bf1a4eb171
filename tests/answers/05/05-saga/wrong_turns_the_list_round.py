from companion.sourcing import Refused

MISCONCEPTION = ""
FAILS = "the same list of steps serves a second order, which starts afresh"
SAYS = "order-78 is refused at reserve: mail, ship, charge"


def run_saga(steps, order):
    for i, (name, action, _) in enumerate(steps):
        try:
            action(order)
        except Refused as no:
            ahead = len(steps) - i
            steps.reverse()
            for _, _, compensation in steps[ahead:]:
                if compensation:
                    compensation(order)
            return f"COMPENSATED at {name}: {no}"
    return "COMPLETED"


answer = run_saga
