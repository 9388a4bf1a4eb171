"""Every line, from a to i."""

MISCONCEPTION = ""
FAILS = "at the end readers see all likes: 22"
SAYS = "f is never reached"


order = list("abcdefghi")


answer = order
