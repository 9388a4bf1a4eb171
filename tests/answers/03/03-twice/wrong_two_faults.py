from companion.scenarios.faults import Fault

MISCONCEPTION = "more faults than needed"
FAILS = "one fault, at a step that is reached"
SAYS = "one fault does it"

answer = [Fault("charge", "money taken", 1), Fault("mail", "start", 1)]
