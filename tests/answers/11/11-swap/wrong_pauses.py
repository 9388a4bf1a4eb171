MISCONCEPTION = "stops the world"
FAILS = "nobody is kept from liking"
SAYS = "for a year of them a night"

answer = ["h", "a", "i", "g"]
