"""The attempt in quotes."""

from companion.scenarios.faults import Fault

MISCONCEPTION = ""
FAILS = "one fault, at a step that is reached"
SAYS = "the attempt is not a whole number"


answer = Fault("charge", "money taken", "1")
