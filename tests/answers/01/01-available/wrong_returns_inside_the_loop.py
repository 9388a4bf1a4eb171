MISCONCEPTION = "returns after the first"
FAILS = "p_accepted: the chance that all of them are up"
SAYS = "inside the loop"


def p_accepted(needs):
    chance = 1
    for each in needs.values():
        chance *= each
        return chance
    return chance


answer = {
    "p_accepted": p_accepted,
    "calls": ["Counter", "Cashier", "Barista", "Kitchen"],
    "events": ["Counter", "Broker"],
}
