"""Treats the list like a set."""

MISCONCEPTION = "a list is no set or dict"
FAILS = "each order once, in any order"
SAYS = "`append` puts something in"


def take_payment(till, event):
    if event.order_id not in till.paid:
        till.paid.add(event.order_id)
        till.total_cents += event.total_cents


answer = take_payment
