"""The list that was shared is made anew in each call."""

STYLE = "Four lines, and each step can be printed while you look for a mistake."


def receipt(order, menu):
    lines = []
    for item in order:
        lines.append(menu[item])
    return sum(lines)


answer = receipt
