"""A row without what is published."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = ""
FAILS = "at least five events, and each is a fact"
SAYS = "a row is (when, service, publishes)"

answer = {**QUOTED[1], "reactions": [*QUOTED[1]["reactions"], ("OrderPlaced", "Loyalty")]}
