"""The weakest link again, with a min() that also fails for nobody: the number is what matters."""

MISCONCEPTION = "weakest link"
FAILS = "p_accepted: the chance that all of them are up"
SAYS = "min() says 0.99"


def p_accepted(needs):
    return min(needs.values())


answer = {
    "p_accepted": p_accepted,
    "calls": ["Counter", "Cashier", "Barista", "Kitchen"],
    "events": ["Counter", "Broker"],
}
