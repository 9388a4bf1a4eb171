"""Compares the status alone."""

MISCONCEPTION = "one field only"
FAILS = "two changes are two facts, in one order"
SAYS = "the address may change at any time"


def facts(before, after):
    if before["status"] == after["status"]:
        return []
    return ["Order" + after["status"].title().replace(" ", "")]


answer = facts
