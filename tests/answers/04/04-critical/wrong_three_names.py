"""CONTENT's list, typed in."""

MISCONCEPTION = "the three names typed in"
FAILS = "confirmed needs three events, delivered six; nothing of another order or a side branch"
SAYS = "critical is always for a promise"


def critical(trace, promise):
    return ["OrderPlaced", "PaymentAuthorized", "OrderAcceptedByRestaurant"]


answer = critical
