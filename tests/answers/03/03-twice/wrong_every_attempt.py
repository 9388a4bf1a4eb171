from companion.scenarios.faults import Fault

MISCONCEPTION = "more faults than needed"
FAILS = "one fault, at a step that is reached"
SAYS = "charged 3 times and dead-lettered. Ask for less"

answer = [Fault("charge", "money taken", n) for n in (1, 2, 3)]
