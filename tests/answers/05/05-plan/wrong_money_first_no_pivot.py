MISCONCEPTION = "money first"
FAILS = "no seat, or no room: nothing is left, and no money ever moved"
SAYS = "Her statement shows a charge and a refund"

plan = ["take money", "hold seat", "hold room", "issue ticket", "send itinerary"]
pivot = None
answer = (plan, pivot)
