"""Always says something."""

MISCONCEPTION = "noise"
FAILS = "nothing changed, nothing said"
SAYS = "Someone will act on it"

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
    return found or ["OrderChecked"]


answer = facts
