MISCONCEPTION = "changes the order"
FAILS = "a second call gives the same, and changes nothing"
SAYS = "Go through it with `for`"


def receipt(order, menu):
    total = 0
    while order:
        total += menu[order.pop()]
    return total


answer = receipt
