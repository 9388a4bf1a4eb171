"""Writes the order down, then looks for it: every order is an old one."""

MISCONCEPTION = "the total never changes"
FAILS = "each order once, in any order"
SAYS = "`till.paid` holds something new, and the total is as it was"


def take_payment(till, event):
    till.paid.append(event.order_id)
    if event.order_id not in till.paid:
        till.total_cents += event.total_cents


answer = take_payment
