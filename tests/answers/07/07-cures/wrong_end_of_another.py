"""Nothing is stored yet in `sorry`; only `retry` is struck at its end."""

MISCONCEPTION = "nothing has begun"
FAILS = "sorry: a crash that it cannot make good"
SAYS = "Nothing is stored and nothing is announced"

answer = {"sorry": "before commit", "retry": "at the end", "inside": "before commit", "reconcile": "none"}
