"""Makes events that say nothing."""

from companion.scenarios.food_events import (
    DriverAssigned,
    OrderAcceptedByRestaurant,
    OrderDelivered,
    OrderPickedUp,
)
from companion.scenarios.orders import PaymentAuthorized

MISCONCEPTION = "fields without names"
FAILS = "order-42 becomes the seven events, each because of the one before"
SAYS = "needs all that have no default"


def wire(bus):
    restaurant, delivery = bus.service("Restaurant"), bus.service("Delivery")

    @restaurant.on(PaymentAuthorized)
    def accept(event):
        restaurant.publish(OrderAcceptedByRestaurant())

    @delivery.on(OrderAcceptedByRestaurant)
    def assign(event):
        delivery.publish(DriverAssigned())

    @delivery.on(DriverAssigned)
    def pick_up(event):
        delivery.publish(OrderPickedUp())

    @delivery.on(OrderPickedUp)
    def deliver(event):
        delivery.publish(OrderDelivered())


answer = wire
