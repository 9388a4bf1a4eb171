"""Counts from the moment of ordering."""

from datetime import timedelta

MISCONCEPTION = "counts from the order, or drops the seconds"
FAILS = "`now` and `limit_min` decide, to the second"
SAYS = "Count from the payment"


def stalled(log, now, limit_min):
    paid = {row["stream"] for row in log if row["type"] == "PaymentAuthorized"}
    placed = {row["stream"]: row["time"] for row in log if row["type"] == "OrderPlaced"}
    over = {
        row["stream"]
        for row in log
        if row["type"] in ("OrderPickedUp", "OrderCancelled", "OrderRefusedByRestaurant")
    }
    limit = timedelta(minutes=limit_min)
    return [o for o, time in placed.items() if o in paid and o not in over and now - time >= limit]


answer = stalled
