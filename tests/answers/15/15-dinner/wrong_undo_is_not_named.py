"""What is given back stands in a row, and not in undo."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = ""
FAILS = "card declined: undone, once"
SAYS = "undo names nothing"

answer = {**QUOTED[1], "undo": []}
