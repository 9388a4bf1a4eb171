"""`limit_min` is not read."""

from datetime import timedelta

MISCONCEPTION = "the limit by heart"
FAILS = "`now` and `limit_min` decide, to the second"
SAYS = "The limit stands in your code"


def stalled(log, now, limit_min):
    paid = {}
    over = set()
    for row in log:
        if row["type"] == "PaymentAuthorized":
            paid[row["stream"]] = row["time"]
        elif row["type"] in ("OrderPickedUp", "OrderCancelled", "OrderRefusedByRestaurant"):
            over.add(row["stream"])
    limit = timedelta(minutes=30)
    return [o for o, t in paid.items() if o not in over and now - t >= limit]


answer = stalled
