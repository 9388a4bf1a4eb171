"""An average that divides by the length, and so by zero for nobody."""

MISCONCEPTION = "average"
FAILS = "p_accepted: the chance that all of them are up"
SAYS = "Adding a perfect service"


def p_accepted(needs):
    return sum(needs.values()) / len(needs)


answer = {
    "p_accepted": p_accepted,
    "calls": ["Counter", "Cashier", "Barista", "Kitchen"],
    "events": ["Counter", "Broker"],
}
