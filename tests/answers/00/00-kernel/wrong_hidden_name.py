MISCONCEPTION = "hidden name"
FAILS = "right from its arguments alone, for two menus"
SAYS = "Restart and it is gone"

prices = {"latte": 450, "bagel": 500}


def receipt(order, menu):
    return sum(prices[item] for item in order)


answer = receipt
