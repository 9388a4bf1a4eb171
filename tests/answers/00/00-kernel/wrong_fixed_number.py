MISCONCEPTION = "fixed number"
FAILS = "right from its arguments alone, for two menus"
SAYS = "wrong for the next"


def receipt(order, menu):
    return 450


answer = receipt
