"""Compares with the order before, and no further back."""

MISCONCEPTION = "remembers only the last"
FAILS = "right after repeats too, 1,000 schedules"
SAYS = "The repeat came late"


def take_payment(till, event):
    if till.paid != [event.order_id]:
        till.paid = [event.order_id]
        till.total_cents += event.total_cents


answer = take_payment
