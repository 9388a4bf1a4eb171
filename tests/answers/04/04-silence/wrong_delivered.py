"""Waits until the dinner is on the table."""

from datetime import timedelta

MISCONCEPTION = "waits for the delivery"
FAILS = "picked up is picked up: late, or still on its way"
SAYS = "is on the way"


def stalled(log, now, limit_min):
    paid = {row["stream"]: row["time"] for row in log if row["type"] == "PaymentAuthorized"}
    ends = ("OrderDelivered", "OrderCancelled", "OrderRefusedByRestaurant")
    over = {row["stream"] for row in log if row["type"] in ends}
    return [
        order
        for order, time in paid.items()
        if order not in over and now - time >= timedelta(minutes=limit_min)
    ]


answer = stalled
