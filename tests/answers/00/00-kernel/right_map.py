def receipt(order, menu):
    return sum(map(menu.get, order))


answer = receipt
