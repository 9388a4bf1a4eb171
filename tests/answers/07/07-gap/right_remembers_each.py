"""Remembers every number it gave. Right, and it grows for ever."""


def answer(table, memory):
    given = memory.setdefault("given", [])
    rows = [n for n in table.visible(0) if n not in given]
    given.extend(rows)
    return rows
