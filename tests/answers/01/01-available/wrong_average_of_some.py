"""An average that also fails where nobody is needed: the error is told, and the average named."""

MISCONCEPTION = "average"
FAILS = "p_accepted: the chance that all of them are up"
SAYS = "with nobody needed, {} your code raised ZeroDivisionError"


def p_accepted(needs):
    return sum(needs.values()) / len(needs)


answer = {
    "p_accepted": p_accepted,
    "calls": ["Counter", "Cashier", "Barista", "Kitchen"],
    "events": ["Counter", "Broker"],
}
