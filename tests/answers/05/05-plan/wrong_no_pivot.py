MISCONCEPTION = "no pivot"
FAILS = "the mail server is down all day: seat, room, money and ticket stand"
SAYS = "she flies for free"

plan = ["hold seat", "hold room", "take money", "issue ticket", "send itinerary"]
pivot = None
answer = (plan, pivot)
