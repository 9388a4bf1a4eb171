"""Trusts all four."""

MISCONCEPTION = "an exception is not a crash"
FAILS = "sorry: a crash that it cannot make good"
SAYS = "no exception that somebody could catch"

answer = {"sorry": "none", "retry": "none", "inside": "none", "reconcile": "none"}
