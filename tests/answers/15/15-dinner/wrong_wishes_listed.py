"""The list of events names commands; the rows publish facts."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = "commands on the bus"
FAILS = "at least five events, and each is a fact"
SAYS = "PlaceOrder is named like a command, not like a fact"

answer = {**QUOTED[1], "events": [*QUOTED[1]["events"], "PlaceOrder"]}
