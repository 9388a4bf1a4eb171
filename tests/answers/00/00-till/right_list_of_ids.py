"""Remember the ids of the orders that were paid, in the till."""

STYLE = (
    "The till remembers by itself, in one line more. `in` reads the whole list: for millions "
    "of orders, take a set."
)


def take_payment(till, event):
    if event.order_id not in till.paid:
        till.paid.append(event.order_id)
        till.total_cents += event.total_cents


answer = take_payment
