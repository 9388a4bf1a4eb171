"""Reads three further back, and knows what it gave lately."""

MISCONCEPTION = "looks back a little"
FAILS = "a busy table, and a commit between two of your calls"
SAYS = "as far as you had luck"


def answer(table, memory):
    lately = memory.setdefault("lately", [])
    rows = [n for n in table.visible(max(0, memory.get("last", 0) - 3)) if n not in lately]
    if rows:
        memory["last"] = max(rows[-1], memory.get("last", 0))
        memory["lately"] = [*lately, *rows][-6:]
    return rows
