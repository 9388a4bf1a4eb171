import math

MISCONCEPTION = "any of them"
FAILS = "p_accepted: the chance that all of them are up"
SAYS = "at least one is up"


def p_accepted(needs):
    return 1 - math.prod(1 - chance for chance in needs.values())


answer = {
    "p_accepted": p_accepted,
    "calls": ["Counter", "Cashier", "Barista", "Kitchen"],
    "events": ["Counter", "Broker"],
}
