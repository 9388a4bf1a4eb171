from companion.scenarios.faults import Fault

answer = Fault("charge", "receipt written")
