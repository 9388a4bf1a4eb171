"""No row says what Payment publishes when the card is declined."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = "payment can only say yes"
FAILS = "card declined: no meal"
SAYS = "nobody publishes PaymentDeclined, and OrderAcceptedByRestaurant happens"

answer = {**QUOTED[1], "reactions": [row[:3] for row in QUOTED[1]["reactions"]]}
