"""The restaurant's handlers publish in Delivery's name."""

from companion.scenarios.food_events import (
    DriverAssigned,
    OrderAcceptedByRestaurant,
    OrderDelivered,
    OrderPickedUp,
)
from companion.scenarios.orders import PaymentAuthorized

MISCONCEPTION = "speaks for another"
FAILS = "each service does its own part, and only that"
SAYS = "that one now knows two jobs"


def wire(bus):
    restaurant, delivery = bus.service("Restaurant"), bus.service("Delivery")

    @restaurant.on(PaymentAuthorized)
    def accept(event):
        restaurant.publish(OrderAcceptedByRestaurant(order_id=event.order_id))

    @restaurant.on(OrderAcceptedByRestaurant)
    def assign(event):
        delivery.publish(DriverAssigned(order_id=event.order_id))

    @delivery.on(DriverAssigned)
    def pick_up(event):
        delivery.publish(OrderPickedUp(order_id=event.order_id))

    @delivery.on(OrderPickedUp)
    def deliver(event):
        delivery.publish(OrderDelivered(order_id=event.order_id))


answer = wire
