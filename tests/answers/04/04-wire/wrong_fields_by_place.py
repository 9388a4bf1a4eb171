"""Gives the order id without its name."""

from companion.scenarios.food_events import (
    DriverAssigned,
    OrderAcceptedByRestaurant,
    OrderDelivered,
    OrderPickedUp,
)
from companion.scenarios.orders import PaymentAuthorized

MISCONCEPTION = "fields without names"
FAILS = "order-42 becomes the seven events, each because of the one before"
SAYS = "takes its fields by name"


def wire(bus):
    restaurant, delivery = bus.service("Restaurant"), bus.service("Delivery")

    @restaurant.on(PaymentAuthorized)
    def accept(event):
        restaurant.publish(OrderAcceptedByRestaurant(event.order_id))

    @delivery.on(OrderAcceptedByRestaurant)
    def assign(event):
        delivery.publish(DriverAssigned(event.order_id))

    @delivery.on(DriverAssigned)
    def pick_up(event):
        delivery.publish(OrderPickedUp(event.order_id))

    @delivery.on(OrderPickedUp)
    def deliver(event):
        delivery.publish(OrderDelivered(event.order_id))


answer = wire
