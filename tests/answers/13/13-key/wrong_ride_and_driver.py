"""The ride, and who drives."""

MISCONCEPTION = "the ride and something else"
FAILS = "all facts of a ride stand in one partition"
SAYS = "Two keys are two lanes"


def key(event):
    ride = getattr(event, "ride_id", None) or event.order_id
    return f"{ride} {getattr(event, 'driver', '')}"


answer = key
