"""Each worker hears the fact for itself."""

from companion.scenarios.orders import OrderPlaced

STYLE = "Short. Each worker is a service of its own, under its own name."


def open_shop(bus, cashier, barista, kitchen):
    for worker in (cashier, barista, kitchen):
        bus.on(OrderPlaced)(worker)

    def place(order_id):
        bus.publish(OrderPlaced(order_id=order_id))

    return place


answer = open_shop
