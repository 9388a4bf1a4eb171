"""Forgets that restaurants refuse."""

from datetime import timedelta

MISCONCEPTION = "refused counts"
FAILS = "cancelled and refused orders are not among them"
SAYS = "That is the opposite of silence"


def stalled(log, now, limit_min):
    paid = {row["stream"]: row["time"] for row in log if row["type"] == "PaymentAuthorized"}
    over = {row["stream"] for row in log if row["type"] in ("OrderPickedUp", "OrderCancelled")}
    limit = timedelta(minutes=limit_min)
    return [order_id for order_id, time in paid.items() if order_id not in over and now - time >= limit]


answer = stalled
