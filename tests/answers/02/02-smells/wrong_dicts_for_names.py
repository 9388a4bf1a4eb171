MISCONCEPTION = ""
FAILS = "each status step is a fact of its own"
SAYS = "facts returned a list that holds a dict or an object, wanted is a list of names"

NAMES = {
    "accepted": "OrderAccepted",
    "picked up": "OrderPickedUp",
    "delivered": "OrderDelivered",
    "cancelled": "OrderCancelled",
}


def facts(before, after):
    found = []
    if before["status"] != after["status"]:
        found.append({"type": NAMES[after["status"]]})
    if before["address"] != after["address"]:
        found.append({"type": "AddressCorrected"})
    return found


answer = facts
