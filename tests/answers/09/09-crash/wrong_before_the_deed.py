MISCONCEPTION = "before the deed"
FAILS = "one crash at this point, and Ada is refunded twice"
SAYS = "for the first time"

answer = ("before append CardRefunded", "StepCompensated")
