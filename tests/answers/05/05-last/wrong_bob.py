MISCONCEPTION = "somebody else"
FAILS = "nobody has the machine, and Grace was told: sold out"
SAYS = "Only the two sagas move"

answer = ["Bob"]
