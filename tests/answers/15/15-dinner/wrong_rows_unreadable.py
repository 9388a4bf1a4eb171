"""A table with an arrow in each row, as one text."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = ""
FAILS = "one order becomes one dinner"
SAYS = "no row can be read"

rows = [" -> ".join(row[:3]) for row in QUOTED[1]["reactions"]]
answer = {**QUOTED[1], "reactions": rows}
