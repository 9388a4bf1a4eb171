"""Nobody hears that the card was declined."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = "nothing to undo"
FAILS = "card declined: undone, once"
SAYS = "undo names nothing"

rows = [row for row in QUOTED[1]["reactions"] if row[0] != "PaymentDeclined"]
answer = {**QUOTED[1], "reactions": rows, "undo": []}
