def receipt(order, menu):
    lines = []
    for item in order:
        lines.append(menu[item])
    return sum(lines)


answer = receipt
