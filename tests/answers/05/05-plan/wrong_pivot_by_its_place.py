"""A number for the pivot: it is said of the pivot, not of a step."""

MISCONCEPTION = ""
FAILS = "the card is declined: nothing is left"
SAYS = "pivot is 4"

answer = (["hold seat", "hold room", "take money", "issue ticket", "send itinerary"], 4)
