MISCONCEPTION = "adds failures"
FAILS = "p_accepted: the chance that all of them are up"
SAYS = "With ten services at 0.8 your formula says -1"


def p_accepted(needs):
    return 1 - sum(1 - chance for chance in needs.values())


answer = {
    "p_accepted": p_accepted,
    "calls": ["Counter", "Cashier", "Barista", "Kitchen"],
    "events": ["Counter", "Broker"],
}
