"""All events in one text."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = ""
FAILS = "each event happens, and the evening ends"
SAYS = "is one text: put each name in quotes"

answer = {**QUOTED[1], "events": ", ".join(QUOTED[1]["events"])}
