"""Two workers listen; the cashier is still called, before anything is published."""

from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = "publishes after the calls"
FAILS = "one worker away: place returns, and the others do their part"
SAYS = "With the cashier away the event was never published"


def open_shop(bus, cashier, barista, kitchen):
    bus.on(OrderPlaced)(barista)
    bus.on(OrderPlaced)(kitchen)

    def place(order_id):
        order = OrderPlaced(order_id=order_id)
        cashier(order)
        bus.publish(order)

    return place


answer = open_shop
