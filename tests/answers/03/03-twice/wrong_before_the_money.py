from companion.scenarios.faults import Fault

MISCONCEPTION = "fault before the money"
FAILS = "one order is paid twice, and no dead letter tells of it"
SAYS = "Retrying is harmless *before* the effect"

answer = Fault("charge", "start", 1)
