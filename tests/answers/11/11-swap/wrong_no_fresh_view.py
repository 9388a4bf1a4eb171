MISCONCEPTION = "no fresh view"
FAILS = "at the end readers see all likes: 22"
SAYS = "which line makes it"

answer = list("bcde")
