def p_accepted(needs):
    if not needs:
        return 1.0
    name, chance = needs.popitem()
    return chance * p_accepted(needs)


answer = {
    "p_accepted": p_accepted,
    "calls": {"Counter", "Cashier", "Barista", "Kitchen"},
    "events": {"Counter", "Broker"},
}
