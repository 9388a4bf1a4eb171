"""The dearest item only."""

MISCONCEPTION = "one item only"
FAILS = "right from its arguments alone, for two menus"
SAYS = "Two were ordered, one was counted. Does `return` stand inside the"


def receipt(order, menu):
    return max(menu[item] for item in order)


answer = receipt
