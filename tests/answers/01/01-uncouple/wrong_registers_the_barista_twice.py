from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = "one was forgotten"
FAILS = "with everybody there, each worker does each order once"
SAYS = "The kitchen is the only one who heard nothing"


def open_shop(bus, cashier, barista, kitchen):
    bus.on(OrderPlaced)(cashier)
    bus.on(OrderPlaced)(barista)
    bus.on(OrderPlaced)(barista)

    def place(order_id):
        bus.publish(OrderPlaced(order_id=order_id))

    return place


answer = open_shop
