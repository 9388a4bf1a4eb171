MISCONCEPTION = ""
FAILS = "the line that the saga's log lacked at that moment"
SAYS = "expected the line by which an orchestrator knows that the refund is done"

answer = ("after append CardRefunded", "SagaCompensated")
