"""Forgets that customers give up."""

from datetime import timedelta

MISCONCEPTION = "cancelled counts"
FAILS = "cancelled and refused orders are not among them"
SAYS = "was cancelled; nobody waits for it"


def stalled(log, now, limit_min):
    paid = {row["stream"]: row["time"] for row in log if row["type"] == "PaymentAuthorized"}
    over = {row["stream"] for row in log if row["type"] in ("OrderPickedUp", "OrderRefusedByRestaurant")}
    limit = timedelta(minutes=limit_min)
    return [order_id for order_id, time in paid.items() if order_id not in over and now - time >= limit]


answer = stalled
