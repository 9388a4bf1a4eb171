MISCONCEPTION = "prints, returns nothing"
FAILS = "right from its arguments alone, for two menus"
SAYS = "You printed 450 and returned None"


def receipt(order, menu):
    print(sum(menu[item] for item in order))


answer = receipt
