"""Asks the computer what time it is."""

from datetime import UTC, datetime, timedelta

MISCONCEPTION = "no limit, or another clock"
FAILS = "`now` and `limit_min` decide, to the second"
SAYS = "you asked your own clock"


def stalled(log, now, limit_min):
    paid = {row["stream"]: row["time"] for row in log if row["type"] == "PaymentAuthorized"}
    over = {
        row["stream"]
        for row in log
        if row["type"] in ("OrderPickedUp", "OrderCancelled", "OrderRefusedByRestaurant")
    }
    limit = timedelta(minutes=limit_min)
    return [
        order_id
        for order_id, time in paid.items()
        if order_id not in over and datetime.now(UTC) - time >= limit
    ]


answer = stalled
