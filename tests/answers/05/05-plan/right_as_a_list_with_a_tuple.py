answer = [("hold seat", "hold room", "take money", "issue ticket", "send itinerary"), "issue ticket"]
