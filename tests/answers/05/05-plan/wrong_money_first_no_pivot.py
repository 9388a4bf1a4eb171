MISCONCEPTION = "money first"
FAILS = "no seat, or no room: nothing is left, and no money ever moved"
SAYS = "She was charged for a flight that was full"

plan = ["take money", "hold seat", "hold room", "issue ticket", "send itinerary"]
pivot = None
answer = (plan, pivot)
