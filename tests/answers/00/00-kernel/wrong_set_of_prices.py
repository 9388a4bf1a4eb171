MISCONCEPTION = "equal things once"
FAILS = "right from its arguments alone, for two menus"
SAYS = "latte, bagel, latte from today's menu: it returned 950, expected 1400"


def receipt(order, menu):
    return sum({menu[item] for item in order})


answer = receipt
