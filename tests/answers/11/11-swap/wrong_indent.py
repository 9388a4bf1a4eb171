MISCONCEPTION = ""
FAILS = "at the end readers see all likes: 22"
SAYS = "IndentationError"

answer = ["c", "a"]
