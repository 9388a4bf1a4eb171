"""`sorry` has no such point: that `inside` is struck at its end says nothing about it."""

MISCONCEPTION = ""
FAILS = "sorry: a crash that it cannot make good"
SAYS = "sorry has no point"

answer = {"sorry": "between the two", "retry": "after save", "inside": "at the end", "reconcile": "none"}
