"""Strikes out while it reads."""

import datetime

STYLE = "One pass, and at its end only those who wait are left. It relies on rows in order of time."


def stalled(log, now, limit_min):
    waiting = {}
    for row in log:
        match row["type"]:
            case "PaymentAuthorized":
                waiting[row["stream"]] = row["time"]
            case "OrderPickedUp" | "OrderCancelled" | "OrderRefusedByRestaurant":
                waiting.pop(row["stream"], None)
    result = list()
    for order in waiting:
        if waiting[order] + datetime.timedelta(minutes=limit_min) <= now:
            result.append(order)
    return result


answer = stalled
