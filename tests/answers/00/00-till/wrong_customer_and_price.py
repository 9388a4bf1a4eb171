"""Takes the same coffee for the same customer for the same order."""

MISCONCEPTION = "same look, same order"
FAILS = "same price or same customer: each order is paid"
SAYS = "A and E are two coffees for Ada and you charged one. Nothing but the"


def take_payment(till, event):
    coffee = (event.customer, event.total_cents)
    if coffee not in till.paid:
        till.paid.append(coffee)
        till.total_cents += event.total_cents


answer = take_payment
