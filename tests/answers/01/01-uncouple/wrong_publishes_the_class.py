from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = "the kind, not the fact"
FAILS = "with everybody there, each worker does each order once"
SAYS = "Publish one that happened"


def open_shop(bus, cashier, barista, kitchen):
    for worker in (cashier, barista, kitchen):
        bus.on(OrderPlaced)(worker)

    def place(order_id):
        bus.publish(OrderPlaced)

    return place


answer = open_shop
