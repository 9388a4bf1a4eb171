"""Keeps a list of what was paid, and charges whatever comes."""

MISCONCEPTION = "writes it down, does not find it"
FAILS = "right after repeats too, 1,000 schedules"
SAYS = "look there for exactly what you wrote"


def take_payment(till, event):
    till.paid.append(event)
    till.total_cents += event.total_cents


answer = take_payment
