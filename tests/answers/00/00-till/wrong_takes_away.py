"""Takes the money out of the till."""

MISCONCEPTION = ""
FAILS = "each order once, in any order"
SAYS = "delivered A C: the till holds -970"


def take_payment(till, event):
    if event.order_id not in till.paid:
        till.paid.append(event.order_id)
        till.total_cents -= event.total_cents


answer = take_payment
