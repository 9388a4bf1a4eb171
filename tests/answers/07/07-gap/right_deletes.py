"""Remembers nothing: what is left in the table is what was not given."""

STYLE = "Nothing to remember; the table must be yours to delete from."


def answer(table, memory):
    rows = table.visible(0)
    table.delete(rows)
    return rows
