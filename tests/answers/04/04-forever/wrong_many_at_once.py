"""One reaction that publishes five hundred events."""

from companion.scenarios.orders import PaymentAuthorized

MISCONCEPTION = ""
FAILS = "one order, and the events come round in a circle"
SAYS = "no event is among its own causes"


def one_more(bus):
    sub = bus.service("Subscription")

    @sub.on("OrderPlaced")
    def again(event):
        for _ in range(500):
            sub.publish(PaymentAuthorized(order_id=event.order_id))


answer = one_more
