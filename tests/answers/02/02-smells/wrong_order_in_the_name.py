MISCONCEPTION = ""
FAILS = "two changes are two facts, in one order"
SAYS = "and another time OrderAccepted-order-43"

NAMES = {
    "accepted": "OrderAccepted",
    "picked up": "OrderPickedUp",
    "delivered": "OrderDelivered",
    "cancelled": "OrderCancelled",
}


def facts(before, after):
    found = []
    if before["status"] != after["status"]:
        found.append(f"{NAMES[after['status']]}-{after['order_id']}")
    if before["address"] != after["address"]:
        found.append("AddressCorrected")
    return found


answer = facts
