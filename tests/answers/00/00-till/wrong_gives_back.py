"""A repeat is noticed, and its money given back."""

MISCONCEPTION = "a repeat takes it back"
FAILS = "right after repeats too, 1,000 schedules"
SAYS = "a repeat changes nothing"


def take_payment(till, event):
    if event.order_id in till.paid:
        till.paid.remove(event.order_id)
        till.total_cents -= event.total_cents
    else:
        till.paid.append(event.order_id)
        till.total_cents += event.total_cents


answer = take_payment
