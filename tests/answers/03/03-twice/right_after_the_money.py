from companion.scenarios.faults import Fault

STYLE = "The money has moved, and nothing says so yet."

answer = Fault("charge", "money taken", 1)
