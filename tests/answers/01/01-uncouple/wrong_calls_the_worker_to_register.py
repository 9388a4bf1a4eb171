"""Registers what a worker gives back, not the worker."""

from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = "called, not registered"
FAILS = "with everybody there, each worker does each order once"
SAYS = "Register the worker itself"


def open_shop(bus, cashier, barista, kitchen):
    for worker in (cashier, barista, kitchen):
        bus.on(OrderPlaced)(worker())

    def place(order_id):
        bus.publish(OrderPlaced(order_id=order_id))

    return place


answer = open_shop
