"""The names as the keys of a dict."""

UP = {"Counter": 0.99, "Cashier": 0.99, "Barista": 0.99, "Kitchen": 0.99}


def p_accepted(needs):
    chance = 1
    for up in needs.values():
        chance *= up
    return chance


answer = {"p_accepted": p_accepted, "calls": UP.keys(), "events": {"Counter": 0.99, "Broker": 0.99}.keys()}
