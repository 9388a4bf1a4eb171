"""When was each paid, and whose story went on?"""

from datetime import timedelta

STYLE = "Two questions, each in one line. The log is read twice."


def stalled(log, now, limit_min):
    paid = {row["stream"]: row["time"] for row in log if row["type"] == "PaymentAuthorized"}
    over = {
        row["stream"]
        for row in log
        if row["type"] in ("OrderPickedUp", "OrderCancelled", "OrderRefusedByRestaurant")
    }
    limit = timedelta(minutes=limit_min)
    return [order_id for order_id, time in paid.items() if order_id not in over and now - time >= limit]


answer = stalled
