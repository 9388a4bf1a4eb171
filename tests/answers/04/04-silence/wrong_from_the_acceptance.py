"""Counts from when the restaurant said yes."""

from datetime import timedelta

MISCONCEPTION = "counts from the restaurant's yes"
FAILS = "`now` and `limit_min` decide, to the second"
SAYS = "Who has paid waits from the payment on"


def stalled(log, now, limit_min):
    over = {
        row["stream"]
        for row in log
        if row["type"] in ("OrderPickedUp", "OrderCancelled", "OrderRefusedByRestaurant")
    }
    limit = timedelta(minutes=limit_min)
    return [
        row["stream"]
        for row in log
        if row["type"] == "OrderAcceptedByRestaurant"
        and row["stream"] not in over
        and now - row["time"] >= limit
    ]


answer = stalled
