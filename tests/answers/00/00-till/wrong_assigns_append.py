"""Keeps what `append` returns: None."""

MISCONCEPTION = "append gives nothing back"
FAILS = "each order once, in any order"
SAYS = "alone on its line"


def take_payment(till, event):
    if event.order_id not in till.paid:
        till.paid = till.paid.append(event.order_id)
        till.total_cents += event.total_cents


answer = take_payment
