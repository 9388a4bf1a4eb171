"""Adds only what is in the list already, so nothing ever."""

MISCONCEPTION = "the total never changes"
FAILS = "each order once, in any order"
SAYS = "your condition is the wrong way round"


def take_payment(till, event):
    if event.order_id in till.paid:
        till.total_cents += event.total_cents
        till.paid.append(event.order_id)


answer = take_payment
