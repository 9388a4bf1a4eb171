"""The refusal is named as what undoes the order."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = "the refusal undoes itself"
FAILS = "card declined: undone, once"
SAYS = "PaymentDeclined is the refusal itself"

answer = {**QUOTED[1], "undo": ["PaymentDeclined"]}
