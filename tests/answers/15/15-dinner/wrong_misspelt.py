"""A row waits for an event that nobody publishes."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = ""
FAILS = "each event happens, and the evening ends"
SAYS = "did you mean 'PaymentAuthorized'?"

rows = [("PaymentAuthorised", *row[1:]) if row[1] == "Restaurant" else row for row in QUOTED[1]["reactions"]]
answer = {**QUOTED[1], "reactions": rows}
