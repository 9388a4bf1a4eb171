MISCONCEPTION = "starts from nothing"
FAILS = "p_accepted: the chance that all of them are up"
SAYS = "A product starts from 1"


def p_accepted(needs):
    chance = 0
    for each in needs.values():
        chance *= each
    return chance


answer = {
    "p_accepted": p_accepted,
    "calls": ["Counter", "Cashier", "Barista", "Kitchen"],
    "events": ["Counter", "Broker"],
}
