MISCONCEPTION = "the charge"
FAILS = "one crash at this point, and Ada is refunded twice"
SAYS = "keeps the keys of its charges"

answer = ("after append CardCharged", "StepCompensated")
