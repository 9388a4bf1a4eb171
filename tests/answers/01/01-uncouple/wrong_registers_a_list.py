from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = ""
FAILS = "with everybody there, each worker does each order once"
SAYS = "[cashier, barista, kitchen] cannot work: it is no function; register one handler at a time"


def open_shop(bus, cashier, barista, kitchen):
    bus.on(OrderPlaced)([cashier, barista, kitchen])

    def place(order_id):
        bus.publish(OrderPlaced(order_id=order_id))

    return place


answer = open_shop
