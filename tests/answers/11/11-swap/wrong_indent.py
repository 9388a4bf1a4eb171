MISCONCEPTION = ""
FAILS = "at the end readers see all likes: 22"
SAYS = "c is indented, and the line that it belongs to is not above it"

answer = ["c", "a"]
