answer = ("before append StepCompensated", "StepCompensated")
