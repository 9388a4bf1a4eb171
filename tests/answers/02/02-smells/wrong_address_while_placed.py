"""Tells a new address only as long as nobody has accepted."""

MISCONCEPTION = ""
FAILS = "two changes are two facts, in one order"
SAYS = "redirected on the way: no fact at all"

NAMES = {
    "accepted": "OrderAccepted",
    "picked up": "OrderPickedUp",
    "delivered": "OrderDelivered",
    "cancelled": "OrderCancelled",
}


def facts(before, after):
    found = []
    if before["status"] != after["status"]:
        found.append(NAMES[after["status"]])
    if before["status"] == "placed" and before["address"] != after["address"]:
        found.append("AddressChanged")
    return found


answer = facts
