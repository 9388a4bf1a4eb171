"""Asks the whole log about every order."""

from datetime import timedelta


def stalled(log, now, limit_min):
    found = []
    for paid in log:
        if paid["type"] != "PaymentAuthorized" or now - paid["time"] < timedelta(minutes=limit_min):
            continue
        story = [row["type"] for row in log if row["stream"] == paid["stream"]]
        if not any(name in story for name in ("OrderPickedUp", "OrderCancelled", "OrderRefusedByRestaurant")):
            found.append(paid["stream"])
    return sorted(found)


answer = stalled
