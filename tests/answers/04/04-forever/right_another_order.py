"""The same again under another order id."""

from companion.scenarios.orders import OrderPlaced


def one_more(bus):
    sub = bus.service("Subscription")

    @sub.on("ShipmentCreated")
    def again(event):
        sub.publish(OrderPlaced(order_id=event.order_id + "-again"))


answer = one_more
