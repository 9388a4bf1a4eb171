"""Ends without return when nothing changed."""

MISCONCEPTION = "no list for nothing"
FAILS = "nothing changed, nothing said"
SAYS = "No facts are an empty list"


def facts(before, after):
    names = {
        "accepted": "OrderAccepted",
        "picked up": "OrderPickedUp",
        "delivered": "OrderDelivered",
        "cancelled": "OrderCancelled",
    }
    found = []
    if before["status"] != after["status"]:
        found.append(names[after["status"]])
    if before["address"] != after["address"]:
        found.append("OrderRedirected")
    if found:
        return found


answer = facts
