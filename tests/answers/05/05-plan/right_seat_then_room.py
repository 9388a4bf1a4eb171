STYLE = "What can be given back comes first; behind the pivot stands only what will succeed in the end."

plan = ["hold seat", "hold room", "take money", "issue ticket", "send itinerary"]
pivot = "issue ticket"
answer = (plan, pivot)
