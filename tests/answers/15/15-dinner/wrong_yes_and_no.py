"""PaymentDeclined has a row of its own."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = "yes and no at once"
FAILS = "a good day undoes nothing"
SAYS = "the card is good, and PaymentDeclined happens as well"

rows = [row[:3] for row in QUOTED[1]["reactions"]]
answer = {**QUOTED[1], "reactions": [*rows, ("OrderPlaced", "Payment", "PaymentDeclined")]}
