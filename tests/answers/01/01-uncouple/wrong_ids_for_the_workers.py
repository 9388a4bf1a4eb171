"""A worker is a function of one order; here it gets the id only."""

from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = ""
FAILS = "with everybody there, each worker does each order once"
SAYS = "the cashier did the text 'order-1'"


def open_shop(bus, cashier, barista, kitchen):
    @bus.on(OrderPlaced)
    def take_money(event):
        cashier(event.order_id)

    @bus.on(OrderPlaced)
    def make_drink(event):
        barista(event.order_id)

    @bus.on(OrderPlaced)
    def make_food(event):
        kitchen(event.order_id)

    def place(order_id):
        bus.publish(OrderPlaced(order_id=order_id))

    return place


answer = open_shop
