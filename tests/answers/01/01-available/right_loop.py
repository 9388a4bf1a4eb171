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
