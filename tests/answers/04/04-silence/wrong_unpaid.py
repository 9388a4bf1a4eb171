"""Every order that was not picked up."""

from datetime import timedelta

MISCONCEPTION = "unpaid counts"
FAILS = "every stalled order is found, and nobody who never paid"
SAYS = "card was declined: it waits for nothing"


def stalled(log, now, limit_min):
    placed = {row["stream"]: row["time"] for row in log if row["type"] == "OrderPlaced"}
    over = {
        row["stream"]
        for row in log
        if row["type"] in ("OrderPickedUp", "OrderCancelled", "OrderRefusedByRestaurant")
    }
    limit = timedelta(minutes=limit_min)
    return [order_id for order_id, time in placed.items() if order_id not in over and now - time >= limit]


answer = stalled
