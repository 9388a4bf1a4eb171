import math

MISCONCEPTION = "the answering one only"
FAILS = "calls: who must be up for an order to be accepted"
SAYS = "Whoever must answer now must be up now"


def p_accepted(needs):
    return math.prod(needs.values())


answer = {
    "p_accepted": p_accepted,
    "calls": ["Counter"],
    "events": ["Counter", "Broker"],
}
