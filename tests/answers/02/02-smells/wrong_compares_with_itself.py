"""Compares the wrong two fields, so something has always happened."""

MISCONCEPTION = "noise"
FAILS = "nothing changed, nothing said"
SAYS = "Nothing changed and you published a fact. Someone will act on it."


NAMES = {
    "placed": "OrderPlaced",
    "accepted": "OrderAccepted",
    "picked up": "OrderPickedUp",
    "delivered": "OrderDelivered",
    "cancelled": "OrderCancelled",
}


def facts(before, after):
    found = []
    if after["status"] != after["address"]:
        found.append(NAMES[after["status"]])
    if before["address"] != after["address"]:
        found.append("DeliveryAddressChanged")
    return found


answer = facts
