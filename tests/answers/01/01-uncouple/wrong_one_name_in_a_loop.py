from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = "only the last of the loop"
FAILS = "with everybody there, each worker does each order once"
SAYS = "replaces the one before"


def open_shop(bus, cashier, barista, kitchen):
    for worker in (cashier, barista, kitchen):

        @bus.on(OrderPlaced)
        def handle(event):
            worker(event)

    def place(order_id):
        bus.publish(OrderPlaced(order_id=order_id))

    return place


answer = open_shop
