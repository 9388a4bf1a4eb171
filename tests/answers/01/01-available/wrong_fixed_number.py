MISCONCEPTION = "0.99 for everybody"
FAILS = "p_accepted: the chance that all of them are up"
SAYS = "and for no others"


def p_accepted(needs):
    return 0.99**4


answer = {
    "p_accepted": p_accepted,
    "calls": ["Counter", "Cashier", "Barista", "Kitchen"],
    "events": ["Counter", "Broker"],
}
