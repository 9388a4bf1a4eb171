"""A dict has no `value`."""

MISCONCEPTION = ""
FAILS = "p_accepted: the chance that all of them are up"
SAYS = "with 4 services at 0.99 your code raised AttributeError: 'dict'"


def p_accepted(needs):
    chance = 1
    for up in needs.value():
        chance *= up
    return chance


answer = {
    "p_accepted": p_accepted,
    "calls": ["Counter", "Cashier", "Barista", "Kitchen"],
    "events": ["Counter", "Broker"],
}
