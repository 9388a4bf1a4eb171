MISCONCEPTION = "it is written"
FAILS = "one crash at this point, and Ada is refunded twice"
SAYS = "nobody asks again"

answer = ("after append StepCompensated", "SagaCompensated")
