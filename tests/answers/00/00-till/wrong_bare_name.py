"""Forgets whose sum it is."""

MISCONCEPTION = "a name of its own"
FAILS = "each order once, in any order"
SAYS = "The till's sum is `till.total_cents`"


def take_payment(till, event):
    total_cents += event.total_cents  # noqa: F821, F841  the mistake


answer = take_payment
