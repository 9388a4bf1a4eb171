MISCONCEPTION = "does not listen to swap"
FAILS = "at the end readers see all likes: 22"
SAYS = "8 likes, expected 11"

answer = list("aihg")
