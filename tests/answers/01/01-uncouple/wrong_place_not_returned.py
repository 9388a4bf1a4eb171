from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = "forgets to return place"
FAILS = "with everybody there, each worker does each order once"
SAYS = "was not handed out"


def open_shop(bus, cashier, barista, kitchen):
    for worker in (cashier, barista, kitchen):
        bus.on(OrderPlaced)(worker)

    def place(order_id):
        bus.publish(OrderPlaced(order_id=order_id))


answer = open_shop
