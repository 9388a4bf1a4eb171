"""A delivered order makes Loyalty place the next one."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = "the circle"
FAILS = "each event happens, and the evening ends"
SAYS = "dinners from one order, and still running"

answer = {**QUOTED[1], "reactions": [*QUOTED[1]["reactions"], ("OrderDelivered", "Loyalty", "OrderPlaced")]}
