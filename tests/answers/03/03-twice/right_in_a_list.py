from companion.scenarios.faults import Fault

answer = [Fault("charge", "money taken", 1)]
