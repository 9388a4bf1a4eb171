MISCONCEPTION = "does not listen to swap"
FAILS = "at the end readers see all likes: 22"
SAYS = "Follow again, and ask again"

answer = list("aigigig")
