MISCONCEPTION = "ticket before money"
FAILS = "the card is declined: nothing is left"
SAYS = "the ticket is in her pocket"

answer = (["hold seat", "issue ticket", "take money", "hold room", "send itinerary"], "hold room")
