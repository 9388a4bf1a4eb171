import math

MISCONCEPTION = "listeners counted"
FAILS = "events: who must be up for an order to be accepted"
SAYS = "Barista, Cashier and Kitchen may be down"


def p_accepted(needs):
    return math.prod(needs.values())


answer = {
    "p_accepted": p_accepted,
    "calls": ["Counter", "Cashier", "Barista", "Kitchen"],
    "events": ["Counter", "Broker", "Cashier", "Barista", "Kitchen"],
}
