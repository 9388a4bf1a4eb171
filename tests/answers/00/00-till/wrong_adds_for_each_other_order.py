"""Adds once for every other order in the list, so never for the first."""

MISCONCEPTION = ""
FAILS = "each order once, in any order"
SAYS = "delivered A C: the till holds 520, expected 970"


def take_payment(till, event):
    for order_id in till.paid:
        if order_id != event.order_id:
            till.total_cents += event.total_cents
    till.paid.append(event.order_id)


answer = take_payment
