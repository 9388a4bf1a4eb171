"""One expression that names nothing but its arguments."""

STYLE = "Nothing can be left over from an earlier call. There is no line at which to look at a step."


def receipt(order, menu):
    return sum(menu[item] for item in order)


answer = receipt
