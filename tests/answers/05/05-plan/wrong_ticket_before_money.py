MISCONCEPTION = "ticket before money"
FAILS = "the card is declined: nothing is left"
SAYS = "the ticket is in her pocket"

plan = ["hold seat", "hold room", "issue ticket", "take money", "send itinerary"]
pivot = "issue ticket"
answer = (plan, pivot)
