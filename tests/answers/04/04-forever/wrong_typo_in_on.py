"""A letter too many in `on`."""

from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = ""
FAILS = "one reaction was added, and the others are as they were"
SAYS = "has no attribute 'onn'"


def one_more(bus):
    sub = bus.service("Subscription")

    @sub.onn("ShipmentCreated")
    def again(event):
        sub.publish(OrderPlaced(order_id=event.order_id))


answer = one_more
