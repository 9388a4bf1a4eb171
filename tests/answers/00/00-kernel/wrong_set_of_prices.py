MISCONCEPTION = "equal things once"
FAILS = "right from its arguments alone, for two menus"
SAYS = "coffee, bagel, coffee from today's menu: it returned 450, expected 700"


def receipt(order, menu):
    return sum({menu[item] for item in order})


answer = receipt
