from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = "the id, not the fact"
FAILS = "with everybody there, each worker does each order once"
SAYS = "An id says which order"


def open_shop(bus, cashier, barista, kitchen):
    for worker in (cashier, barista, kitchen):
        bus.on(OrderPlaced)(worker)

    def place(order_id):
        bus.publish(order_id)

    return place


answer = open_shop
