MISCONCEPTION = "stops the world"
FAILS = "nobody is kept from liking"
SAYS = "nobody could like meanwhile"

answer = list("aihig")
