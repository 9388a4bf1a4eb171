"""Each handler raises, and the bus keeps the errors."""

from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = ""
FAILS = "with everybody there, each worker does each order once"
SAYS = "a handler raised AttributeError: 'OrderPlaced' object has no attribute 'order'"


def open_shop(bus, cashier, barista, kitchen):
    @bus.on(OrderPlaced)
    def take_money(event):
        cashier(event.order)

    @bus.on(OrderPlaced)
    def make_drink(event):
        barista(event.order)

    @bus.on(OrderPlaced)
    def make_food(event):
        kitchen(event.order)

    def place(order_id):
        bus.publish(OrderPlaced(order_id=order_id))

    return place


answer = open_shop
