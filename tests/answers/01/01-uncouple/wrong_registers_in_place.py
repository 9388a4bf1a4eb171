from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = "place hires the workers"
FAILS = "a new worker hears every order, and place knows no worker"
SAYS = "it still knows all their names"


def open_shop(bus, cashier, barista, kitchen):
    def place(order_id):
        for worker in (cashier, barista, kitchen):
            bus.on(OrderPlaced)(worker)
        bus.publish(OrderPlaced(order_id=order_id))

    return place


answer = open_shop
