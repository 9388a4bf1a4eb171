"""Strikes out row by row, and returns the keys that are left."""

from datetime import timedelta


def stalled(log, now, limit_min):
    limit, waiting = timedelta(minutes=limit_min), {}
    for row in log:
        if row["type"] == "PaymentAuthorized":
            waiting[row["stream"]] = row["time"]
        elif row["type"] in {"OrderPickedUp", "OrderCancelled", "OrderRefusedByRestaurant"}:
            waiting.pop(row["stream"], None)
    return {order: paid for order, paid in waiting.items() if paid + limit <= now}.keys()


answer = stalled
