MISCONCEPTION = "ticket before money"
FAILS = "the card is declined: nothing is left"
SAYS = "What cannot be undone comes after"

plan = ["issue ticket", "hold seat", "hold room", "take money", "send itinerary"]
pivot = "issue ticket"
answer = (plan, pivot)
