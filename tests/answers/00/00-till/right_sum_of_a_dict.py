"""Keep what each order cost, and let the total follow from it: repeating a write changes nothing."""

STYLE = (
    "Nothing is added along the way, so no repeat can add twice. In return each payment adds "
    "up everything again."
)


def take_payment(till, event):
    till.paid = dict(till.paid)
    till.paid[event.order_id] = event.total_cents
    till.total_cents = sum(till.paid.values())


answer = take_payment
