MISCONCEPTION = "leaves a name behind"
FAILS = "a second call gives the same, and changes nothing"
SAYS = "a new name, lines"


def receipt(order, menu):
    global lines
    lines = [menu[item] for item in order]
    return sum(lines)


answer = receipt
