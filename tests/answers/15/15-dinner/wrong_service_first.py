"""Rows with the service first."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = ""
FAILS = "at least five events, and each is a fact"
SAYS = "is a 'when', and stands second"

answer = {**QUOTED[1], "reactions": [(row[1], row[0], *row[2:]) for row in QUOTED[1]["reactions"]]}
