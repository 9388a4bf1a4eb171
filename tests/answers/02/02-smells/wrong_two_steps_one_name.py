"""A slip in the table: two of the four steps have one name, and the cancelled order its own."""

MISCONCEPTION = ""
FAILS = "each status step is a fact of its own"
SAYS = "OrderDelivered stands for picked up and for delivered"

NAMES = {
    "accepted": "OrderAccepted",
    "picked up": "OrderDelivered",
    "delivered": "OrderDelivered",
    "cancelled": "OrderCancelled",
}


def facts(before, after):
    found = []
    if before["status"] != after["status"]:
        found.append(NAMES[after["status"]])
    if before["address"] != after["address"]:
        found.append("DeliveryRedirected")
    return found


answer = facts
