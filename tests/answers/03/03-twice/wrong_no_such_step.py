from companion.scenarios.faults import Fault

MISCONCEPTION = "a step that does not exist"
FAILS = "one fault, at a step that is reached"
SAYS = "prints every handler with its steps"

answer = Fault("charge", "money", 1)
