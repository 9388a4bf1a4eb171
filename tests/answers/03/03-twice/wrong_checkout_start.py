from companion.scenarios.faults import Fault

MISCONCEPTION = "fault in another handler"
FAILS = "one order is paid twice, and no dead letter tells of it"
SAYS = "checkout was tried again"

answer = Fault("checkout", "start", 1)
