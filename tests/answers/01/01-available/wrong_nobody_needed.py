import math

MISCONCEPTION = "forgets that nobody is needed"
FAILS = "p_accepted: the chance that all of them are up"
SAYS = "the chance for {} is 1"


def p_accepted(needs):
    if not needs:
        return 0
    return math.prod(needs.values())


answer = {
    "p_accepted": p_accepted,
    "calls": ["Counter", "Cashier", "Barista", "Kitchen"],
    "events": ["Counter", "Broker"],
}
