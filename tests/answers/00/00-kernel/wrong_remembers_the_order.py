"""Remembers what an order cost, and another menu does not count."""

MISCONCEPTION = ""
FAILS = "a second call gives the same, and changes nothing"
SAYS = "the same order, all 10 cents dearer, returned 450"


def receipt(order, menu, known={}):
    key = tuple(order)
    if key not in known:
        known[key] = sum(menu[item] for item in order)
    return known[key]


answer = receipt
