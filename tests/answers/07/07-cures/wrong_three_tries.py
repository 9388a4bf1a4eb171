"""Trusts the tries."""

MISCONCEPTION = "three tries in one process"
FAILS = "retry: a crash that it cannot make good"
SAYS = "all by the process that died"

answer = {"sorry": "after save", "retry": "none", "inside": "after publish posts", "reconcile": "none"}
