"""A service for each place, and a handler in it."""

from companion.scenarios.orders import OrderPlaced

STYLE = "More lines. The trace then says Till, Bar and Stove, and the counter signs what it announces."


def open_shop(bus, cashier, barista, kitchen):
    counter = bus.service("Counter")

    @bus.service("Till").on(OrderPlaced)
    def pay(event):
        cashier(event)

    @bus.service("Bar").on("OrderPlaced")
    def drink(event):
        barista(event)

    @bus.service("Stove").on(OrderPlaced)
    def food(event):
        kitchen(event)

    return lambda order_id: counter.publish(OrderPlaced(order_id=order_id), correlation_id=order_id)


answer = open_shop
