"""Counts the orders instead of their money."""

MISCONCEPTION = ""
FAILS = "each order once, in any order"
SAYS = "delivered A C: the till holds 2"


def take_payment(till, event):
    if event.order_id not in till.paid:
        till.paid.append(event.order_id)
        till.total_cents += 1


answer = take_payment
