import math

MISCONCEPTION = "broker in the calls"
FAILS = "calls: who must be up for an order to be accepted"
SAYS = "it has no broker to lose"


def p_accepted(needs):
    return math.prod(needs.values())


answer = {
    "p_accepted": p_accepted,
    "calls": ["Counter", "Cashier", "Barista", "Kitchen", "Broker"],
    "events": ["Counter", "Broker"],
}
