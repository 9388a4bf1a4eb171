"""Asks the computer, in local time."""

from datetime import datetime, timedelta

MISCONCEPTION = "a clock without a zone"
FAILS = "every stalled order is found, and nobody who never paid"
SAYS = "your own clock"


def stalled(log, now, limit_min):
    paid = {row["stream"]: row["time"] for row in log if row["type"] == "PaymentAuthorized"}
    ends = ("OrderPickedUp", "OrderCancelled", "OrderRefusedByRestaurant")
    over = {row["stream"] for row in log if row["type"] in ends}
    return [
        order
        for order, time in paid.items()
        if order not in over and datetime.now() - time >= timedelta(minutes=limit_min)
    ]


answer = stalled
