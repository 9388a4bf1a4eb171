"""`+=` puts the letters of the id into the list, one by one: the id itself is never found there."""

MISCONCEPTION = "writes it down, does not find it"
FAILS = "right after repeats too, 1,000 schedules"
SAYS = "look there for exactly what you wrote"


def take_payment(till, event):
    if event.order_id not in till.paid:
        till.paid += event.order_id
        till.total_cents += event.total_cents


answer = take_payment
