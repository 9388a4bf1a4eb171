"""Comes round once and remembers."""

from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = ""
FAILS = "one order, and the events come round in a circle"
SAYS = "What you added ran twice"


def one_more(bus):
    seen = []
    sub = bus.service("Subscription")

    @sub.on("ShipmentCreated")
    def again(event):
        if not seen:
            seen.append(1)
            sub.publish(OrderPlaced(order_id=event.order_id))


answer = one_more
