"""Stops at the first number that is missing."""

MISCONCEPTION = "waits for every number"
FAILS = "a number that never comes is not waited for"
SAYS = "3 and 4 wait for it for ever"


def answer(table, memory):
    rows = []
    for n in table.visible(memory.get("last", 0)):
        if n != memory.get("last", 0) + 1:
            break
        rows.append(n)
        memory["last"] = n
    return rows
