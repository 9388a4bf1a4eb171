"""Takes an order off the list when its repeat comes: the third delivery looks new."""

MISCONCEPTION = "forgets again"
FAILS = "right after repeats too, 1,000 schedules"
SAYS = "What is paid stays paid"


def take_payment(till, event):
    if event.order_id in till.paid:
        till.paid.remove(event.order_id)
    else:
        till.paid.append(event.order_id)
        till.total_cents += event.total_cents


answer = take_payment
