"""Other names, the address first, and a cancellation that knows how late it came."""


def facts(before, after):
    moved = ["DeliveryRedirected"] if after["address"] != before["address"] else []
    if after["status"] == before["status"]:
        return moved
    if after["status"] == "cancelled" and before["status"] != "placed":
        return [*moved, "AcceptedOrderWithdrawn"]
    verb = {"picked up": "Collected"}.get(after["status"], after["status"].title())
    return [*moved, "Meal" + verb]


answer = facts
