"""The restaurant reacts to the order itself."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = "the meal does not wait for the money"
FAILS = "one order becomes one dinner"
SAYS = "without PaymentAuthorized among its causes"

rows = [("OrderPlaced", *row[1:]) if row[1] == "Restaurant" else row for row in QUOTED[1]["reactions"]]
answer = {**QUOTED[1], "reactions": rows}
