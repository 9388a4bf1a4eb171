import math

MISCONCEPTION = "listeners counted"
FAILS = "events: who must be up for an order to be accepted"
SAYS = "Display may be down while the order is accepted"


def p_accepted(needs):
    return math.prod(needs.values())


answer = {
    "p_accepted": p_accepted,
    "calls": ["Counter", "Cashier", "Barista", "Kitchen"],
    "events": ["Counter", "Display"],
}
