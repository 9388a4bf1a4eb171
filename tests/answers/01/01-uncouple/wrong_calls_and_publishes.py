from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = "calls and publishes"
FAILS = "with everybody there, each worker does each order once"
SAYS = "once called, once by the event"


def open_shop(bus, cashier, barista, kitchen):
    for worker in (cashier, barista, kitchen):
        bus.on(OrderPlaced)(worker)

    def place(order_id):
        order = OrderPlaced(order_id=order_id)
        cashier(order)
        barista(order)
        bus.publish(order)

    return place


answer = open_shop
