"""Charges everyone what Ada's coffee costs."""

MISCONCEPTION = "one price for all"
FAILS = "each order once, in any order"
SAYS = "Each event brings its own amount"


def take_payment(till, event):
    if event.order_id not in till.paid:
        till.paid.append(event.order_id)
        till.total_cents += 450


answer = take_payment
