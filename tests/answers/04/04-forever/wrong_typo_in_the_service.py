"""Two letters have changed places."""

from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = ""
FAILS = "every single reaction comes to its end"
SAYS = "name 'sbu' is not defined"


def one_more(bus):
    sub = bus.service("Subscription")

    @sub.on("ShipmentCreated")
    def again(event):
        sbu.publish(OrderPlaced(order_id=event.order_id))  # noqa: F821  the mistake


answer = one_more
