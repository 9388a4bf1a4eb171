"""Whoever the counter calls, and not the counter itself."""

import math

MISCONCEPTION = ""
FAILS = "calls: who must be up for an order to be accepted"
SAYS = "somebody is missing"


answer = {
    "p_accepted": lambda needs: math.prod(needs.values()),
    "calls": ["Cashier", "Barista", "Kitchen"],
    "events": ["Counter", "Broker"],
}
