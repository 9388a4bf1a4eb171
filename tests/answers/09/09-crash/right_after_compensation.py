answer = ("after compensation charge", "StepCompensated")
