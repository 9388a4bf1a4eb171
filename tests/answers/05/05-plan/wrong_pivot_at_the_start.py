MISCONCEPTION = "pivot too early"
FAILS = "the card is declined: nothing is left"
SAYS = "that is no point of no return"

plan = ["hold seat", "hold room", "take money", "issue ticket", "send itinerary"]
pivot = "hold seat"
answer = (plan, pivot)
