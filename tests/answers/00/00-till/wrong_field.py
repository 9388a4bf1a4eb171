"""Guesses the name of a field."""

MISCONCEPTION = "another field"
FAILS = "each order once, in any order"
SAYS = "'Till' object has no attribute 'total'"


def take_payment(till, event):
    till.total += event.total_cents


answer = take_payment
