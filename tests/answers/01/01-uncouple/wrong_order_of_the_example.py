from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = "the same order every time"
FAILS = "with everybody there, each worker does each order once"
SAYS = "order-7 was announced twice"


def open_shop(bus, cashier, barista, kitchen):
    for worker in (cashier, barista, kitchen):
        bus.on(OrderPlaced)(worker)

    def place(order_id):
        bus.publish(OrderPlaced(order_id="order-7"))

    return place


answer = open_shop
