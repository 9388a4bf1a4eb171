"""Registers what a worker gives back, not the worker."""

from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = ""
FAILS = "with everybody there, each worker does each order once"
SAYS = "open_shop raised TypeError: Worker.__call__() missing 1 required"


def open_shop(bus, cashier, barista, kitchen):
    for worker in (cashier, barista, kitchen):
        bus.on(OrderPlaced)(worker())

    def place(order_id):
        bus.publish(OrderPlaced(order_id=order_id))

    return place


answer = open_shop
