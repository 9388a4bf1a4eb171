plan = ["hold seat", "hold room", "take money", "issue ticket", "send itinerary"]
pivot = "issue ticket"
answer = (plan, pivot)
