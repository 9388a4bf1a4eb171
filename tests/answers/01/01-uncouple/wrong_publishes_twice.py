"""Says it twice, to be sure."""

from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = ""
FAILS = "with everybody there, each worker does each order once"
SAYS = "orders order-1 and order-2: the cashier did order-1, order-1,"


def open_shop(bus, cashier, barista, kitchen):
    for worker in (cashier, barista, kitchen):
        bus.on(OrderPlaced)(worker)

    def place(order_id):
        bus.publish(OrderPlaced(order_id=order_id))
        bus.publish(OrderPlaced(order_id=order_id))

    return place


answer = open_shop
