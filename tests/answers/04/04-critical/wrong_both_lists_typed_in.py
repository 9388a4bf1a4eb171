"""The two lists by heart."""

MISCONCEPTION = ""
FAILS = "confirmed needs three events, delivered six; nothing of another order or a side branch"
SAYS = "asked for OrderCancelled"


def critical(trace, promise):
    return {
        "OrderAcceptedByRestaurant": ["OrderPlaced", "PaymentAuthorized", "OrderAcceptedByRestaurant"],
        "OrderDelivered": [
            "OrderPlaced",
            "PaymentAuthorized",
            "OrderAcceptedByRestaurant",
            "DriverAssigned",
            "OrderPickedUp",
            "OrderDelivered",
        ],
    }.get(promise, [])
    known = {e.id: e for e in trace.published()}
    here = next((e for e in known.values() if e.type == promise), None)
    found = []
    while here is not None:
        found.append(here.type)
        here = known.get(here.causation_id)
    return found[::-1]


answer = critical
