MISCONCEPTION = ""
FAILS = "nothing changed, nothing said"
SAYS = "not judged: see above"

NAMES = {
    "accepted": "OrderAccepted",
    "picked up": "OrderPickedUp",
    "delivered": "OrderDelivered",
    "cancelled": "OrderCancelled",
}


def facts(before, after):
    if before["status"] != after["status"]:
        return NAMES[after["status"]]
    if before["address"] != after["address"]:
        return "AddressCorrected"
    return []


answer = facts
