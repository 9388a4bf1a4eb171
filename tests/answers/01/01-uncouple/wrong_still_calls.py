from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = "still calls"
FAILS = "one worker away: place returns, and the others do their part"
SAYS = "still needs everybody there"


def open_shop(bus, cashier, barista, kitchen):
    def place(order_id):
        order = OrderPlaced(order_id=order_id)
        kitchen(order)
        cashier(order)
        barista(order)

    return place


answer = open_shop
