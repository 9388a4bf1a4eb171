"""The driver is sent as soon as the card is good."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = "the driver before the meal"
FAILS = "one order becomes one dinner"
SAYS = "without OrderAcceptedByRestaurant among its causes"

rows = [
    ("PaymentAuthorized", *row[1:]) if row[2] == "DriverAssigned" else row for row in QUOTED[1]["reactions"]
]
answer = {**QUOTED[1], "reactions": rows}
