from companion.scenarios.faults import Fault

STYLE = "Everything is done, and still the bus has heard an error: a retry cannot tell the two apart."

answer = Fault("charge", "receipt written")
