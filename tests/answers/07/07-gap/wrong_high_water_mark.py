"""The untouched code of the notebook."""

MISCONCEPTION = "sequence is commit order"
FAILS = "a slow transaction is not passed by"
SAYS = "Number 2 was taken before, and committed after"


def answer(table, memory):
    rows = table.visible(memory.get("last", 0))
    if rows:
        memory["last"] = rows[-1]
    return rows
