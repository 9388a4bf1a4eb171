"""The product of all chances."""

import math

STYLE = "Short. It says nothing of what it rests on: that no two of them fail together."


def p_accepted(needs):
    return math.prod(needs.values())


answer = {
    "p_accepted": p_accepted,
    "calls": ["Counter", "Cashier", "Barista", "Kitchen"],
    "events": ["Counter", "Broker"],
}
