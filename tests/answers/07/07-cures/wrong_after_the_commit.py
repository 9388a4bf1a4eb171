"""Behind the commit."""

MISCONCEPTION = "the commit comes first"
FAILS = "inside: a crash that it cannot make good"
SAYS = "The broker was told *before* it"

answer = {"sorry": "after save", "retry": "after save", "inside": "after commit", "reconcile": "none"}
