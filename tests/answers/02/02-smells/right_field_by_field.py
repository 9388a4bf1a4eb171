"""Compares the two fields one after the other."""

STYLE = "It reads as one would say it. Each new field is two more lines."

NAMES = {
    "accepted": "OrderAcceptedByRestaurant",
    "picked up": "OrderPickedUp",
    "delivered": "OrderDelivered",
    "cancelled": "OrderCancelled",
}


def facts(before, after):
    found = []
    if before["status"] != after["status"]:
        found.append(NAMES[after["status"]])
    if before["address"] != after["address"]:
        found.append("DeliveryAddressChanged")
    return found


answer = facts
