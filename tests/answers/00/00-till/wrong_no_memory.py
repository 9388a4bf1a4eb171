"""The first line everybody writes."""

MISCONCEPTION = "no memory"
FAILS = "right after repeats too, 1,000 schedules"
SAYS = "Networks repeat themselves"


def take_payment(till, event):
    till.total_cents += event.total_cents


answer = take_payment
