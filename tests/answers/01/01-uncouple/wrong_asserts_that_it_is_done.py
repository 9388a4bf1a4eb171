from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = "waits for the answer"
FAILS = "one worker away: place returns, and the others do their part"
SAYS = "still reads `.done`"


def open_shop(bus, cashier, barista, kitchen):
    for worker in (cashier, barista, kitchen):
        bus.on(OrderPlaced)(worker)

    def place(order_id):
        bus.publish(OrderPlaced(order_id=order_id))
        assert order_id in kitchen.done, "the kitchen did not do it"

    return place


answer = open_shop
