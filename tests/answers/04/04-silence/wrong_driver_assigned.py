"""Takes an assigned driver for a picked-up dinner."""

from datetime import timedelta

MISCONCEPTION = "a driver is enough"
FAILS = "every stalled order is found, and nobody who never paid"
SAYS = "Assigned is not picked up"


def stalled(log, now, limit_min):
    paid = {row["stream"]: row["time"] for row in log if row["type"] == "PaymentAuthorized"}
    ends = ("DriverAssigned", "OrderPickedUp", "OrderCancelled", "OrderRefusedByRestaurant")
    over = {row["stream"] for row in log if row["type"] in ends}
    return [
        order
        for order, time in paid.items()
        if order not in over and now - time >= timedelta(minutes=limit_min)
    ]


answer = stalled
