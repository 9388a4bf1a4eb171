"""Rows first, then who is open."""

MISCONCEPTION = "reads the horizon last"
FAILS = "a busy table, and a commit between two of your calls"
SAYS = "First ask who is open"


def answer(table, memory):
    rows = table.visible(memory.get("last", 0))
    end = table.oldest_open()
    rows = [n for n in rows if end is None or n < end]
    if rows:
        memory["last"] = rows[-1]
    return rows
