from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = "one handler for all"
FAILS = "one worker away: place returns, and the others do their part"
SAYS = "without the barista the kitchen heard nothing"


def open_shop(bus, cashier, barista, kitchen):
    @bus.on(OrderPlaced)
    def work(event):
        cashier(event)
        barista(event)
        kitchen(event)

    def place(order_id):
        bus.publish(OrderPlaced(order_id=order_id))

    return place


answer = open_shop
