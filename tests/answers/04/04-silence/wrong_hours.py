"""Minutes taken for hours."""

from datetime import timedelta

MISCONCEPTION = "more than minutes"
FAILS = "every stalled order is found, and nobody who never paid"
SAYS = "21 of 21 are missing"


def stalled(log, now, limit_min):
    paid = {}
    over = set()
    for row in log:
        if row["type"] == "PaymentAuthorized":
            paid[row["stream"]] = row["time"]
        elif row["type"] in ("OrderPickedUp", "OrderCancelled", "OrderRefusedByRestaurant"):
            over.add(row["stream"])
    limit = timedelta(hours=limit_min)
    return [o for o, t in paid.items() if o not in over and now - t >= limit]


answer = stalled
