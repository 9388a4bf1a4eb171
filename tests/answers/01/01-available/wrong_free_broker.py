import math

MISCONCEPTION = "free broker"
FAILS = "events: who must be up for an order to be accepted"
SAYS = "0.9801, not 0.99"


def p_accepted(needs):
    return math.prod(needs.values())


answer = {
    "p_accepted": p_accepted,
    "calls": ["Counter", "Cashier", "Barista", "Kitchen"],
    "events": ["Counter"],
}
