"""A letter is missing; no other cell ever had that name."""

MISCONCEPTION = ""
FAILS = "right from its arguments alone, for two menus"
SAYS = "in a fresh kernel your code raised NameError: name 'oder' is not"


def receipt(order, menu):
    return sum(menu[item] for item in oder)  # noqa: F821  the mistake


answer = receipt
