"""A point that `sorry` does not have: nobody may say that all was done there, because `inside` is struck at its end."""

MISCONCEPTION = ""
FAILS = "sorry: a crash that it cannot make good"
SAYS = "sorry has no point"

answer = {"sorry": "between the two", "retry": "after save", "inside": "at the end", "reconcile": "none"}
