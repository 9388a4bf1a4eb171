"""One factor after the other."""

STYLE = "Longer, and it can print after which service the chance gets too small."


def p_accepted(needs):
    chance = 1
    for name in needs:
        chance = chance * needs[name]
    return chance


answer = {
    "p_accepted": p_accepted,
    "calls": ("kitchen", "barista", "cashier", "counter"),
    "events": {"Broker": 0.99, "Counter": 0.99},
}
