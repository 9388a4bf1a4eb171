"""The seven events of the notes, and nothing that publishes them."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = "an event is a name"
FAILS = "each event happens, and the evening ends"
SAYS = "A list of names is not a design yet"

answer = {"events": QUOTED[1]["events"], "why": "choreography, fault isolation"}
