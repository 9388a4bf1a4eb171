MISCONCEPTION = "remembers outside the memory"
FAILS = "an ordinary day: each number once, in order"
SAYS = "then 4 are committed: you gave nothing, then nothing"

given = []


def take(table, memory):
    new = [number for number in table.visible(0) if number not in given]
    given.extend(new)
    return new


answer = take
