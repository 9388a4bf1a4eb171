"""One hop, and nobody there."""

from companion.scenarios.shop import ConfirmationSent

MISCONCEPTION = "nobody listens"
FAILS = "one order, and the events come round in a circle"
SAYS = "one hop and silence"


def one_more(bus):
    loyalty = bus.service("Loyalty")

    @loyalty.on("ShipmentCreated")
    def thank(event):
        loyalty.publish(ConfirmationSent(order_id=event.order_id))


answer = one_more
