"""Multiplies the chances of being down."""

MISCONCEPTION = ""
FAILS = "p_accepted: the chance that all of them are up"
SAYS = "4 services at 0.99: it returned 1e-08"


def p_accepted(needs):
    chance = 1
    for up in needs.values():
        chance *= 1 - up
    return chance


answer = {
    "p_accepted": p_accepted,
    "calls": ["Counter", "Cashier", "Barista", "Kitchen"],
    "events": ["Counter", "Broker"],
}
