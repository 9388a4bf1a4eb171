MISCONCEPTION = "pivot at the first step"
FAILS = "no seat, or no room: nothing is left, and no money ever moved"
SAYS = "that is no point of no return"

plan = ["hold seat", "hold room", "take money", "issue ticket", "send itinerary"]
pivot = "hold seat"
answer = (plan, pivot)
