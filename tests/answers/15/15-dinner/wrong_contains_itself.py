"""A list of events in which it stands itself."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = ""
FAILS = "each event happens, and the evening ends"
SAYS = "your answer contains itself"

EVENTS = list(QUOTED[1]["events"])
EVENTS.append(EVENTS)
answer = {**QUOTED[1], "events": EVENTS}
