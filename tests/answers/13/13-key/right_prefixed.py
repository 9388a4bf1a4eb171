"""A prefix harms nobody, and a match tells the two apart."""

from companion.scenarios.orders import PaymentProcessed


def key(event):
    match event:
        case PaymentProcessed(order_id=ride):
            pass
        case _:
            ride = event.ride_id
    return f"ride/{ride}"


answer = key
