MISCONCEPTION = "hidden name"
FAILS = "right from its arguments alone, for two menus"
SAYS = "Restart and it is gone"

prices = {"coffee": 250, "bagel": 200}


def receipt(order, menu):
    return sum(prices[item] for item in order)


answer = receipt
