"""The table as in lesson 04: a dict by event."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = ""
FAILS = "at least five events, and each is a fact"
SAYS = "wanted a list of rows"

answer = {**QUOTED[1], "reactions": {row[0]: list(row[1:]) for row in QUOTED[1]["reactions"]}}
