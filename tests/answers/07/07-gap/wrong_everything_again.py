"""No memory."""

MISCONCEPTION = "everything again"
FAILS = "an ordinary day: each number once, in order"
SAYS = "with the next call 1 again"


def answer(table, memory):
    return table.visible(0)
