MISCONCEPTION = "0.99 for everybody"
FAILS = "p_accepted: the chance that all of them are up"
SAYS = "`needs` holds the chance of each"


def p_accepted(needs):
    return 0.99 ** len(needs)


answer = {
    "p_accepted": p_accepted,
    "calls": ["Counter", "Cashier", "Barista", "Kitchen"],
    "events": ["Counter", "Broker"],
}
