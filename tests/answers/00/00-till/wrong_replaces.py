"""Assigns where it should add."""

MISCONCEPTION = "replaces instead of adds"
FAILS = "each order once, in any order"
SAYS = "the second order replaced the first"


def take_payment(till, event):
    till.total_cents = event.total_cents


answer = take_payment
