"""The three values without `Fault`."""

MISCONCEPTION = ""
FAILS = "one fault, at a step that is reached"
SAYS = "not made of Faults"


answer = ("charge", "money taken", 1)
