"""Something for those that have none."""

MISCONCEPTION = "payments in a lane of their own"
FAILS = "all facts of a ride stand in one partition"
SAYS = "the payment elsewhere"


def key(event):
    return getattr(event, "ride_id", "payments")


answer = key
