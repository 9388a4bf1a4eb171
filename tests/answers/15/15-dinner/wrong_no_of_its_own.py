"""The fourth entry, and a row of its own for the refusal as well."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = "yes and no at once"
FAILS = "a good day undoes nothing"
SAYS = "its yes is the third entry of the row"

answer = {**QUOTED[1], "reactions": [*QUOTED[1]["reactions"], ("OrderPlaced", "Payment", "PaymentDeclined")]}
