MISCONCEPTION = "looks back a little"
FAILS = "a busy table, and a commit between two of your calls"
SAYS = "You looked back as far as you had luck"


def take(table, memory):
    last, gaps = memory.get("last", 0), memory.get("gaps", [])
    rows = table.visible(0)
    top = max([last, *rows])
    memory["last"], memory["gaps"] = top, [n for n in range(last + 1, top + 1) if n not in rows]
    return [n for n in rows if n > last or n in gaps]


answer = take
