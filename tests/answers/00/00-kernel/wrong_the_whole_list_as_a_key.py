"""Looks the whole list up at once."""

MISCONCEPTION = ""
FAILS = "right from its arguments alone, for two menus"
SAYS = "in a fresh kernel your code raised TypeError: unhashable type: 'list'"


def receipt(order, menu):
    return menu[order]


answer = receipt
