"""The fourth entry stands in the restaurant's row, and events names what it says."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = ""
FAILS = "each event happens, and the evening ends"
SAYS = "only that of PaymentAuthorized may"

rows = [row[:3] for row in QUOTED[1]["reactions"]]
rows[2] = (*rows[2], "PaymentDeclined")
answer = {**QUOTED[1], "events": [*QUOTED[1]["events"], "PaymentDeclined"], "reactions": rows}
