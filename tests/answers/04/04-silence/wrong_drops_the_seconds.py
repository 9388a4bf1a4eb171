"""Counts in whole minutes."""

from datetime import timedelta

MISCONCEPTION = "counts from the order, or drops the seconds"
FAILS = "`now` and `limit_min` decide, to the second"
SAYS = "do not cut its time to minutes"


def stalled(log, now, limit_min):
    paid = {}
    over = set()
    for row in log:
        if row["type"] == "PaymentAuthorized":
            paid[row["stream"]] = row["time"]
        elif row["type"] in ("OrderPickedUp", "OrderCancelled", "OrderRefusedByRestaurant"):
            over.add(row["stream"])
    limit = timedelta(minutes=limit_min)
    return [
        o
        for o, t in paid.items()
        if o not in over and now.hour * 60 + now.minute - t.hour * 60 - t.minute >= limit_min
    ]


answer = stalled
