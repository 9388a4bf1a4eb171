"""Measures to the last event of the log."""

from datetime import timedelta

MISCONCEPTION = "last event of the log"
FAILS = "`now` and `limit_min` decide, to the second"
SAYS = "people went on waiting"


def stalled(log, now, limit_min):
    paid = {row["stream"]: row["time"] for row in log if row["type"] == "PaymentAuthorized"}
    over = {
        row["stream"]
        for row in log
        if row["type"] in ("OrderPickedUp", "OrderCancelled", "OrderRefusedByRestaurant")
    }
    now = log[-1]["time"]
    limit = timedelta(minutes=limit_min)
    return [order_id for order_id, time in paid.items() if order_id not in over and now - time >= limit]


answer = stalled
