MISCONCEPTION = "clears what is read"
FAILS = "no reader ever sees fewer likes than before"
SAYS = "Count somewhere else"

answer = list("faig")
