"""Gives nothing while anybody is open."""

MISCONCEPTION = "waits for quiet"
FAILS = "a busy table, and a commit between two of your calls"
SAYS = "A busy table is never quiet"


def answer(table, memory):
    if table.oldest_open() is not None:
        return []
    rows = table.visible(memory.get("last", 0))
    if rows:
        memory["last"] = rows[-1]
    return rows
