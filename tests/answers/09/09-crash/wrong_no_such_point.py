MISCONCEPTION = "a point that does not exist"
FAILS = "one crash at this point, and Ada is refunded twice"
SAYS = "Copy a name from the list"

answer = ("CardRefunded", "StepCompensated")
