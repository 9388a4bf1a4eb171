"""Remembers in the notebook's memory instead of in the till."""

MISCONCEPTION = "memory outside the till"
FAILS = "each order once, in any order"
SAYS = "A new lunch hour with an empty till"

paid = set()


def take_payment(till, event):
    if event.order_id not in paid:
        paid.add(event.order_id)
        till.total_cents += event.total_cents


answer = take_payment
