"""Wants to mark the event itself as paid; an event is a fact and stays as it is."""

MISCONCEPTION = "another field"
FAILS = "each order once, in any order"
SAYS = "and stays as it is"


def take_payment(till, event):
    if event.total_cents:
        till.total_cents += event.total_cents
        event.total_cents = 0


answer = take_payment
