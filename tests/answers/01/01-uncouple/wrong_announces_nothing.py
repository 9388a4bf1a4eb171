from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = ""
FAILS = "with everybody there, each worker does each order once"
SAYS = "the cashier did nothing, and nothing was published"


def open_shop(bus, cashier, barista, kitchen):
    for worker in (cashier, barista, kitchen):
        bus.on(OrderPlaced)(worker)

    def place(order_id):
        return OrderPlaced(order_id=order_id)

    return place


answer = open_shop
