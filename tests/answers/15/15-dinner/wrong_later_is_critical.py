"""What the promise needs is named among what may fail."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = ""
FAILS = "what comes later may fail"
SAYS = "without PaymentAuthorized, OrderAcceptedByRestaurant does not come"

answer = {**QUOTED[1], "later": ["PaymentAuthorized", "Email"]}
