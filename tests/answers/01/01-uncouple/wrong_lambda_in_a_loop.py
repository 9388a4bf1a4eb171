from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = "only the last of the loop"
FAILS = "with everybody there, each worker does each order once"
SAYS = "reads the loop's name when it runs"


def open_shop(bus, cashier, barista, kitchen):
    for worker in (cashier, barista, kitchen):
        bus.on(OrderPlaced)(lambda order: worker(order))

    def place(order_id):
        bus.publish(OrderPlaced(order_id=order_id))

    return place


answer = open_shop
