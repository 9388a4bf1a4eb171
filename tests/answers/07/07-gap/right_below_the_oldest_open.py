"""Reads below the oldest open transaction, and asks for it first."""

STYLE = "The rows may stay; one long transaction holds everybody back."


def answer(table, memory):
    end = table.oldest_open()
    rows = [n for n in table.visible(memory.get("last", 0)) if end is None or n < end]
    if rows:
        memory["last"] = rows[-1]
    return rows
