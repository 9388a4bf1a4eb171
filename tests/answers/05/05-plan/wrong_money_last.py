MISCONCEPTION = "ticket before money"
FAILS = "the card is declined: nothing is left"
SAYS = "What cannot be undone comes after"

plan = ["hold seat", "hold room", "issue ticket", "send itinerary", "take money"]
pivot = "issue ticket"
answer = (plan, pivot)
