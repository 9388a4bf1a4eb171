MISCONCEPTION = "default list"
FAILS = "a second call gives the same, and changes nothing"
SAYS = "made once, not per call"


def receipt(order, menu, lines=[]):
    for item in order:
        lines.append(menu[item])
    return sum(lines)


answer = receipt
