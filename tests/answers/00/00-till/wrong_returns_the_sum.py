"""Works the sum out, and hands it back instead of storing it."""

MISCONCEPTION = "the total never changes"
FAILS = "each order once, in any order"
SAYS = "You returned 520; nobody stores that"


def take_payment(till, event):
    return till.total_cents + event.total_cents


answer = take_payment
