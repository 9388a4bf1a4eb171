MISCONCEPTION = "mail before the ticket"
FAILS = "the airline refuses the ticket: nothing is left"
SAYS = "A mail cannot be unsent either"

plan = ["hold seat", "hold room", "take money", "send itinerary", "issue ticket"]
pivot = "issue ticket"
answer = (plan, pivot)
