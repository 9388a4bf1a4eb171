"""Compares a timedelta with a number."""

MISCONCEPTION = "minutes as a number"
FAILS = "every stalled order is found, and nobody who never paid"
SAYS = "limit_min is a number"


def stalled(log, now, limit_min):
    paid = {row["stream"]: row["time"] for row in log if row["type"] == "PaymentAuthorized"}
    ends = ("OrderPickedUp", "OrderCancelled", "OrderRefusedByRestaurant")
    over = {row["stream"] for row in log if row["type"] in ends}
    return [order for order, time in paid.items() if order not in over and now - time >= limit_min]


answer = stalled
