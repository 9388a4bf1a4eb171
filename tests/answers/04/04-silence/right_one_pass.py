"""One pass: put in, take out."""


def stalled(log, now, limit_min):
    waiting = {}
    for row in log:
        order_id = row["data"]["order_id"]
        if row["type"] == "PaymentAuthorized":
            waiting[order_id] = row["time"]
        elif row["type"] in ("OrderPickedUp", "OrderCancelled", "OrderRefusedByRestaurant"):
            waiting.pop(order_id, None)
    return {
        order_id for order_id, since in waiting.items() if (now - since).total_seconds() >= limit_min * 60
    }


answer = stalled
