"""Tells the driver what to do."""

MISCONCEPTION = "passive-aggressive command"
FAILS = "every name is an event and says what happened"
SAYS = "DriverShouldBeNotified is an order in disguise"

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
        found.append("DriverShouldBeNotified")
    return found


answer = facts
