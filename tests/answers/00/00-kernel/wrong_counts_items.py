"""Counts what was ordered."""

MISCONCEPTION = ""
FAILS = "right from its arguments alone, for two menus"
SAYS = "coffee, bagel from today's menu: it returned 2"


def receipt(order, menu):
    return len(order)


answer = receipt
