"""One number a call: what waits is given by the next calls."""


def take(table, memory):
    first = table.visible(0)[:1]
    table.delete(first)
    return first


answer = take
