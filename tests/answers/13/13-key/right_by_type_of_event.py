"""By the type of the event."""

from companion.scenarios.orders import PaymentProcessed

STYLE = "Names the one exception. A second event that says order_id needs a change here."


def key(event):
    return event.order_id if isinstance(event, PaymentProcessed) else event.ride_id


answer = key
