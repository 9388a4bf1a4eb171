"""A slip of the fingers in `publish`."""

from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = ""
FAILS = "with everybody there, each worker does each order once"
SAYS = "place raised AttributeError: 'Bus' object has no attribute 'publsh'"


def open_shop(bus, cashier, barista, kitchen):
    for worker in (cashier, barista, kitchen):
        bus.on(OrderPlaced)(worker)

    def place(order_id):
        bus.publsh(OrderPlaced(order_id=order_id))

    return place


answer = open_shop
