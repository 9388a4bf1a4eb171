from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = "nobody listens"
FAILS = "with everybody there, each worker does each order once"
SAYS = "nobody had asked to hear it"


def open_shop(bus, cashier, barista, kitchen):
    def place(order_id):
        bus.publish(OrderPlaced(order_id=order_id))

    return place


answer = open_shop
