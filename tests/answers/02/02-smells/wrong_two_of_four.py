"""Knows two of the four steps."""

MISCONCEPTION = ""
FAILS = "each status step is a fact of its own"
SAYS = "picked up: your code raised KeyError: 'picked up'"


NAMES = {"accepted": "OrderAccepted", "cancelled": "OrderCancelled"}


def facts(before, after):
    found = []
    if before["status"] != after["status"]:
        found.append(NAMES[after["status"]])
    if before["address"] != after["address"]:
        found.append("DeliveryAddressChanged")
    return found


answer = facts
