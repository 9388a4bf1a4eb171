MISCONCEPTION = "one item only"
FAILS = "right from its arguments alone, for two menus"
SAYS = "Does `return` stand inside the loop?"


def receipt(order, menu):
    total = 0
    for item in order:
        total += menu[item]
        return total


answer = receipt
