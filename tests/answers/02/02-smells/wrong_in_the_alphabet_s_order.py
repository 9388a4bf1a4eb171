"""Sorted, the address stands once behind the status and once before it."""

MISCONCEPTION = ""
FAILS = "two changes are two facts, in one order"
SAYS = "cancelled and redirected: OrderAddressMoved, OrderCancelled"


def facts(before, after):
    found = []
    if before["status"] != after["status"]:
        found.append("Order" + after["status"].title().replace(" ", ""))
    if before["address"] != after["address"]:
        found.append("OrderAddressMoved")
    return sorted(found)


answer = facts
