"""Two changes, told in one name."""

MISCONCEPTION = ""
FAILS = "two changes are two facts, in one order"
SAYS = "OrderAcceptedAndRedirected, expected two facts"

NAMES = {
    "accepted": "OrderAccepted",
    "picked up": "OrderPickedUp",
    "delivered": "OrderDelivered",
    "cancelled": "OrderCancelled",
}


def facts(before, after):
    step = NAMES[after["status"]] if before["status"] != after["status"] else ""
    if before["address"] == after["address"]:
        return [step] if step else []
    return [f"{step}AndRedirected"] if step else ["OrderRedirected"]


answer = facts
