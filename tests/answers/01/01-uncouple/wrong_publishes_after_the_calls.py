from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = "publishes after the calls"
FAILS = "one worker away: place returns, and the others do their part"
SAYS = "was never published"


def open_shop(bus, cashier, barista, kitchen):
    def place(order_id):
        order = OrderPlaced(order_id=order_id)
        cashier(order)
        barista(order)
        kitchen(order)
        bus.publish(order)

    return place


answer = open_shop
