"""Pairs of id and time: the report shows the first of them."""

from datetime import timedelta

MISCONCEPTION = ""
FAILS = "every stalled order is found, and nobody who never paid"
SAYS = "and holds ['o-10', 2024-11-15T18:31:05+00:00]"


def stalled(log, now, limit_min):
    over = {"OrderPickedUp", "OrderCancelled", "OrderRefusedByRestaurant"}
    ended = {row["stream"] for row in log if row["type"] in over}
    limit = timedelta(minutes=limit_min)
    paid = [(row["stream"], row["time"]) for row in log if row["type"] == "PaymentAuthorized"]
    return [(order, time) for order, time in paid if order not in ended and now - time >= limit]


answer = stalled
