MISCONCEPTION = "mail before the ticket"
FAILS = "the airline refuses the ticket: nothing is left"
SAYS = "A mail cannot be unsent either"

plan = ["send itinerary", "hold seat", "hold room", "take money", "issue ticket"]
pivot = "issue ticket"
answer = (plan, pivot)
