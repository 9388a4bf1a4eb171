MISCONCEPTION = "does not listen to swap"
FAILS = "at the end readers see all likes: 22"
SAYS = "nobody listened"

answer = ["a", "i", "g"]
