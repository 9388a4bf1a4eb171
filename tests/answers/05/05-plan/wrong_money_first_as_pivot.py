MISCONCEPTION = "pivot at the money"
FAILS = "the airline refuses the ticket: nothing is left"
SAYS = "it is not the point of no return"

plan = ["take money", "hold seat", "hold room", "issue ticket", "send itinerary"]
pivot = "take money"
answer = (plan, pivot)
