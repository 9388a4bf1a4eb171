from companion.scenarios.orders import OrderPlaced


def open_shop(bus, cashier, barista, kitchen):
    for worker in (cashier, barista, kitchen):
        bus.on(OrderPlaced)(worker)

    def place(order_id):
        receipt = bus.publish(OrderPlaced(order_id=order_id))
        return receipt.ok

    return place


answer = open_shop
