MISCONCEPTION = ""
FAILS = "at the end readers see all likes: 22"
SAYS = "there is no line 'z'"

answer = ["a", "z"]
