"""A slip of the fingers, and no idea about lists."""

MISCONCEPTION = ""
FAILS = "each order once, in any order"
SAYS = "your code raised AttributeError: 'list' object has no attribute"


def take_payment(till, event):
    if event.order_id not in till.paid:
        till.paid.apend(event.order_id)
        till.total_cents += event.total_cents


answer = take_payment
