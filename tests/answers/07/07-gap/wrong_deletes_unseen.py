"""Reads once to give, and once more to delete."""

MISCONCEPTION = "deletes what it did not give"
FAILS = "a busy table, and a commit between two of your calls"
SAYS = "Delete exactly what you gave"


def answer(table, memory):
    rows = table.visible(0)
    table.delete(table.visible(0))
    return rows
