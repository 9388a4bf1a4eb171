MISCONCEPTION = "clears what is read"
FAILS = "no reader ever sees fewer likes than before"
SAYS = "Readers saw nothing"

answer = list("fabcde")
