"""Calls each worker in `place`, and registers what it gave back."""

from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = "called, not registered"
FAILS = "with everybody there, each worker does each order once"
SAYS = "what it gives back is registered"


def open_shop(bus, cashier, barista, kitchen):
    def place(order_id):
        order = OrderPlaced(order_id=order_id)
        for worker in (cashier, barista, kitchen):
            bus.on(OrderPlaced)(worker(order))
        bus.publish(order)

    return place


answer = open_shop
