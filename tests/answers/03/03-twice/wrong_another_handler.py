from companion.scenarios.faults import Fault

MISCONCEPTION = "fault in another handler"
FAILS = "one order is paid twice, and no dead letter tells of it"
SAYS = "mail was tried again, and charge was not"

answer = Fault("mail", "mail sent", 1)
