MISCONCEPTION = "money before the second hold"
FAILS = "no seat, or no room: nothing is left, and no money ever moved"
SAYS = "there it can still be sold out"

plan = ["hold seat", "take money", "hold room", "issue ticket", "send itinerary"]
pivot = None
answer = (plan, pivot)
