"""Trusts the transaction."""

MISCONCEPTION = "the database takes the message back"
FAILS = "inside: a crash that it cannot make good"
SAYS = "takes part in no transaction of your database"

answer = {"sorry": "after save", "retry": "after save", "inside": "none", "reconcile": "none"}
