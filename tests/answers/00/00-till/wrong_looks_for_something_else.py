"""Writes an id down and looks for an event."""

MISCONCEPTION = "writes it down, does not find it"
FAILS = "right after repeats too, 1,000 schedules"
SAYS = "look there for exactly what you wrote"


def take_payment(till, event):
    if event not in till.paid:
        till.paid.append(event.order_id)
        till.total_cents += event.total_cents


answer = take_payment
