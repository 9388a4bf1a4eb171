"""One service does everything."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = "one service does it all"
FAILS = "no driver: payment still works"
SAYS = "Shop is off, and PaymentAuthorized does not come"

rows = [(row[0], "Shop", *row[2:]) for row in QUOTED[1]["reactions"]]
answer = {**QUOTED[1], "reactions": rows, "later": ["DriverAssigned"]}
