def receipt(order, menu):
    return sum(menu[item] for item in order)


answer = receipt
