MISCONCEPTION = "the last step is the pivot"
FAILS = "the mail server is down all day: seat, room, money and ticket stand"
SAYS = "The last step is not the pivot"

plan = ["hold seat", "hold room", "take money", "issue ticket", "send itinerary"]
pivot = "send itinerary"
answer = (plan, pivot)
