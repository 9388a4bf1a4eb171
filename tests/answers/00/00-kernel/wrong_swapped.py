MISCONCEPTION = "order and menu swapped"
FAILS = "right from its arguments alone, for two menus"
SAYS = "The order comes first"


def receipt(menu, order):
    return sum(menu[item] for item in order)


answer = receipt
