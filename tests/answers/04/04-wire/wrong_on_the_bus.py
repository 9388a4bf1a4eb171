"""Registers with the bus, in nobody's name."""

from companion.scenarios.food_events import (
    DriverAssigned,
    OrderAcceptedByRestaurant,
    OrderDelivered,
    OrderPickedUp,
)
from companion.scenarios.orders import PaymentAuthorized

MISCONCEPTION = "on the bus itself"
FAILS = "order-42 becomes the seven events, each because of the one before"
SAYS = "name no service"


def wire(bus):
    @bus.on(PaymentAuthorized)
    def accept(event):
        bus.publish(OrderAcceptedByRestaurant(order_id=event.order_id))

    @bus.on(OrderAcceptedByRestaurant)
    def assign(event):
        bus.publish(DriverAssigned(order_id=event.order_id))

    @bus.on(DriverAssigned)
    def pick_up(event):
        bus.publish(OrderPickedUp(order_id=event.order_id))

    @bus.on(OrderPickedUp)
    def deliver(event):
        bus.publish(OrderDelivered(order_id=event.order_id))


answer = wire
