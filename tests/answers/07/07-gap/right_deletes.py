"""Remembers nothing: what is left in the table is what was not given."""


def answer(table, memory):
    rows = table.visible(0)
    table.delete(rows)
    return rows
