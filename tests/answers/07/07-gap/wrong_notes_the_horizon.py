"""Notes the oldest open number, which was not given, and gives what is above it."""

MISCONCEPTION = ""
FAILS = "a slow transaction is not passed by"
SAYS = "you gave 1 3, then 3, then nothing; 2 never came"


def answer(table, memory):
    oldest = table.oldest_open()
    rows = table.visible(memory.get("last", 0))
    if oldest:
        memory["last"] = oldest
    elif rows:
        memory["last"] = rows[-1]
    return rows
