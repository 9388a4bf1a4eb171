"""Remembers the order, and adds to a name of its own."""

MISCONCEPTION = "the total never changes"
FAILS = "each order once, in any order"
SAYS = "The total is as it was before. You returned 520; nobody stores that"


def take_payment(till, event):
    total = till.total_cents
    if event.order_id not in till.paid:
        till.paid.append(event.order_id)
        total += event.total_cents
    return total


answer = take_payment
