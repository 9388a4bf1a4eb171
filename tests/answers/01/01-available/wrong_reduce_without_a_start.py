import functools
import operator

MISCONCEPTION = "forgets that nobody is needed"
FAILS = "p_accepted: the chance that all of them are up"
SAYS = "with nobody needed, {} your code raised TypeError"


def p_accepted(needs):
    return functools.reduce(operator.mul, needs.values())


answer = {
    "p_accepted": p_accepted,
    "calls": ["Counter", "Cashier", "Barista", "Kitchen"],
    "events": ["Counter", "Broker"],
}
