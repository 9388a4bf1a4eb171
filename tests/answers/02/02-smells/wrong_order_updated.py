"""Hands the puzzle on."""

MISCONCEPTION = "one fits all"
FAILS = "each status step is a fact of its own"
SAYS = "OrderUpdated again"


def facts(before, after):
    return ["OrderUpdated"] if before != after else []


answer = facts
