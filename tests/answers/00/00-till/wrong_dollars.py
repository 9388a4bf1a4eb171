"""Turns cents into dollars on the way."""

MISCONCEPTION = "dollars"
FAILS = "each order once, in any order"
SAYS = "Amounts are whole cents"


def take_payment(till, event):
    if event.order_id not in till.paid:
        till.paid.append(event.order_id)
        till.total_cents += event.total_cents / 100


answer = take_payment
