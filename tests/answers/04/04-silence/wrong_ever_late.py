"""Every order that ever took too long."""

from datetime import timedelta

MISCONCEPTION = "ever late"
FAILS = "picked up is picked up: late, or still on its way"
SAYS = "late, not stuck"


def stalled(log, now, limit_min):
    paid = {row["stream"]: row["time"] for row in log if row["type"] == "PaymentAuthorized"}
    picked_up = {row["stream"]: row["time"] for row in log if row["type"] == "OrderPickedUp"}
    over = {row["stream"] for row in log if row["type"] in ("OrderCancelled", "OrderRefusedByRestaurant")}
    limit = timedelta(minutes=limit_min)
    return [o for o, time in paid.items() if o not in over and picked_up.get(o, now) - time >= limit]


answer = stalled
