"""OrderRated is in the list, and no row publishes it."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = "somebody will publish it"
FAILS = "each event happens, and the evening ends"
SAYS = "OrderRated never happens: no row publishes it"

rows = [row for row in QUOTED[1]["reactions"] if row[2] != "OrderRated"]
answer = {**QUOTED[1], "reactions": rows}
