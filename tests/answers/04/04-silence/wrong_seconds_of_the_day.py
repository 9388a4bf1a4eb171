"""`.seconds` of a timedelta begins again at 0 with each day."""

MISCONCEPTION = "leaves out the days"
FAILS = "`now` and `limit_min` decide, to the second"
SAYS = "take `total_seconds()`"


def stalled(log, now, limit_min):
    over = {
        row["stream"]
        for row in log
        if row["type"] in ("OrderPickedUp", "OrderCancelled", "OrderRefusedByRestaurant")
    }
    return [
        row["stream"]
        for row in log
        if row["type"] == "PaymentAuthorized"
        and row["stream"] not in over
        and (now - row["time"]).seconds >= limit_min * 60
    ]


answer = stalled
