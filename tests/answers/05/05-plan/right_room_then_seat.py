STYLE = "The two holds can change places: both can be undone."

plan = ["hold room", "hold seat", "take money", "issue ticket", "send itinerary"]
pivot = "issue ticket"
answer = (plan, pivot)
