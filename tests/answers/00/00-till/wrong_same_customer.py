"""Remembers who paid, not what was paid for."""

MISCONCEPTION = "same customer, same order"
FAILS = "same price or same customer: each order is paid"
SAYS = "delivered A D: the till holds 450, expected 970"


def take_payment(till, event):
    if event.customer not in till.paid:
        till.paid.append(event.customer)
        till.total_cents += event.total_cents


answer = take_payment
