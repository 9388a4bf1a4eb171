"""Publishes a second fact, which nobody has seen happen yet."""

from companion.scenarios.orders import OrderPlaced, PaymentProcessed

MISCONCEPTION = ""
FAILS = "one OrderPlaced for each order, and nothing else published"
SAYS = "PaymentProcessed(order-1)"


def open_shop(bus, cashier, barista, kitchen):
    for worker in (cashier, barista, kitchen):
        bus.on(OrderPlaced)(worker)

    def place(order_id):
        bus.publish(OrderPlaced(order_id=order_id))
        bus.publish(PaymentProcessed(order_id=order_id))

    return place


answer = open_shop
