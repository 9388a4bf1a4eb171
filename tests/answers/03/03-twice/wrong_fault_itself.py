from companion.scenarios.faults import Fault

MISCONCEPTION = ""
FAILS = "one fault, at a step that is reached"
SAYS = "your answer is the class Fault; wanted is a Fault"

answer = Fault
