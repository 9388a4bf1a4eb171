def receipt(order, menu, lines=None):
    from functools import reduce

    lines = lines or []
    return reduce(lambda total, item: total + menu[item], [*lines, *order], 0)


answer = receipt
