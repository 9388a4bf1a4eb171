"""Minutes taken for seconds."""

from datetime import timedelta

MISCONCEPTION = "no limit, or another clock"
FAILS = "`now` and `limit_min` decide, to the second"
SAYS = "or not in minutes"


def stalled(log, now, limit_min):
    paid = {}
    over = set()
    for row in log:
        if row["type"] == "PaymentAuthorized":
            paid[row["stream"]] = row["time"]
        elif row["type"] in ("OrderPickedUp", "OrderCancelled", "OrderRefusedByRestaurant"):
            over.add(row["stream"])
    limit = timedelta(seconds=limit_min)
    return [o for o, t in paid.items() if o not in over and now - t >= limit]


answer = stalled
