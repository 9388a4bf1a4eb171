from companion.scenarios.faults import Fault

MISCONCEPTION = "an attempt that never comes"
FAILS = "one fault, at a step that is reached"
SAYS = "only if the first one failed"

answer = Fault("charge", "money taken", 2)
