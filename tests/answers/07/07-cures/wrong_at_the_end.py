"""At the end, everywhere."""

MISCONCEPTION = "breaks what is done"
FAILS = "sorry: a crash that it cannot make good"
SAYS = "All was done there"

answer = {"sorry": "at the end", "retry": "at the end", "inside": "at the end", "reconcile": "at the end"}
