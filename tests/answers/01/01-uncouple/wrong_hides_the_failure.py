from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = "nothing kept"
FAILS = "the missed order can still be seen: a dead letter"
SAYS = "Was the failure caught and forgotten"


def open_shop(bus, cashier, barista, kitchen):
    def place(order_id):
        order = OrderPlaced(order_id=order_id)
        for worker in (cashier, barista, kitchen):
            try:
                worker(order)
            except Exception:
                pass

    return place


answer = open_shop
