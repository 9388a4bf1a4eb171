"""Looks for the order after it has charged it."""

MISCONCEPTION = "writes it down, does not find it"
FAILS = "right after repeats too, 1,000 schedules"
SAYS = "Something is in `till.paid`, and the repeat was charged all the same."


def take_payment(till, event):
    till.total_cents += event.total_cents
    if event.order_id not in till.paid:
        till.paid.append(event.order_id)


answer = take_payment
