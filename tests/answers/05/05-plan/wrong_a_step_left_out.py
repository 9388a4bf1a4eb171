MISCONCEPTION = "a step left out"
FAILS = "the card is declined: nothing is left"
SAYS = "All five belong into it"

plan = ["hold seat", "hold room", "take money", "issue ticket"]
pivot = "issue ticket"
answer = (plan, pivot)
