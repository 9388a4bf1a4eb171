"""Trusts both, except and tries."""

MISCONCEPTION = "an exception is not a crash"
FAILS = "sorry: a crash that it cannot make good"
SAYS = "a dead process runs no code"

answer = {"sorry": "none", "retry": "none", "inside": "before commit", "reconcile": "none"}
