answer = [" after append CardRefunded ", "StepCompensated "]
