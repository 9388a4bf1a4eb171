MISCONCEPTION = "weakest link"
FAILS = "p_accepted: the chance that all of them are up"
SAYS = "min() says 0.99"


def p_accepted(needs):
    return min(needs.values(), default=1)


answer = {
    "p_accepted": p_accepted,
    "calls": ["Counter", "Cashier", "Barista", "Kitchen"],
    "events": ["Counter", "Broker"],
}
