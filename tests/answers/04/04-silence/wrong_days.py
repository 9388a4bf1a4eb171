"""`timedelta(30)` is 30 days: nobody has waited that long."""

from datetime import timedelta

MISCONCEPTION = "more than minutes"
FAILS = "every stalled order is found, and nobody who never paid"
SAYS = "`timedelta(limit_min)` would count days"


def stalled(log, now, limit_min):
    over = {"OrderPickedUp", "OrderCancelled", "OrderRefusedByRestaurant"}
    ended = {row["stream"] for row in log if row["type"] in over}
    limit = timedelta(limit_min)
    return [
        row["stream"]
        for row in log
        if row["type"] == "PaymentAuthorized" and row["stream"] not in ended and now - row["time"] >= limit
    ]


answer = stalled
