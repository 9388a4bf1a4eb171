"""Returns at the first difference."""

MISCONCEPTION = "first change only"
FAILS = "two changes are two facts, in one order"
SAYS = "you told one of them"

NAMES = {
    "accepted": "OrderAcceptedByRestaurant",
    "picked up": "OrderPickedUp",
    "delivered": "OrderDelivered",
    "cancelled": "OrderCancelled",
}


def facts(before, after):
    if before["status"] != after["status"]:
        return [NAMES[after["status"]]]
    if before["address"] != after["address"]:
        return ["DeliveryAddressChanged"]
    return []


answer = facts
