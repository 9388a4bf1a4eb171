from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = "two brackets, not one"
FAILS = "with everybody there, each worker does each order once"
SAYS = "bus.on(OrderPlaced)(cashier)"


def open_shop(bus, cashier, barista, kitchen):
    bus.on(OrderPlaced, cashier)
    bus.on(OrderPlaced, barista)
    bus.on(OrderPlaced, kitchen)

    def place(order_id):
        bus.publish(OrderPlaced(order_id=order_id))

    return place


answer = open_shop
