"""Takes equal amounts for the same order."""

MISCONCEPTION = "same price, same order"
FAILS = "same price or same customer: each order is paid"
SAYS = "Equal content is not the same order"


def take_payment(till, event):
    if event.total_cents not in till.paid:
        till.paid.append(event.total_cents)
        till.total_cents += event.total_cents


answer = take_payment
