MISCONCEPTION = "changes the menu"
FAILS = "a second call gives the same, and changes nothing"
SAYS = "belongs to who called you"


def receipt(order, menu):
    total = 0
    for item in order:
        total += menu.pop(item)
    return total


answer = receipt
