"""Asks for two of the services by name."""

MISCONCEPTION = ""
FAILS = "p_accepted: the chance that all of them are up"
SAYS = "with Counter 0.9, Broker 0.5 your code raised KeyError: 'Kitchen'"


def p_accepted(needs):
    return needs["Counter"] * needs["Kitchen"]


answer = {
    "p_accepted": p_accepted,
    "calls": ["Counter", "Cashier", "Barista", "Kitchen"],
    "events": ["Counter", "Broker"],
}
