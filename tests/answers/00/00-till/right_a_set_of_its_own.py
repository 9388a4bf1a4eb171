"""Make the list a set, and leave the stub's last line below one's own."""

from companion.exercises.todo import TODO


def take_payment(till, event):
    before = len(till.paid)
    till.paid = set(till.paid) | {event.order_id}
    if len(till.paid) > before:
        till.total_cents += event.total_cents
    return TODO


answer = take_payment
