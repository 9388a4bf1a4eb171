from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = "hides the failure"
FAILS = "the missed order can still be seen: a dead letter"
SAYS = "instead of keeping the work"


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
