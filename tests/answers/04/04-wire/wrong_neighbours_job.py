"""The restaurant also says that a driver is on the way."""

from companion.scenarios.food_events import (
    DriverAssigned,
    OrderAcceptedByRestaurant,
    OrderDelivered,
    OrderPickedUp,
)
from companion.scenarios.orders import PaymentAuthorized

MISCONCEPTION = "does the neighbour's job"
FAILS = "order-42 becomes the seven events, each because of the one before"
SAYS = "Restaurant published DriverAssigned. Only Delivery knows that fact."


def wire(bus):
    restaurant, delivery = bus.service("Restaurant"), bus.service("Delivery")

    @restaurant.on(PaymentAuthorized)
    def accept(event):
        restaurant.publish(OrderAcceptedByRestaurant(order_id=event.order_id))

    @restaurant.on(OrderAcceptedByRestaurant)
    def call_driver(event):
        restaurant.publish(DriverAssigned(order_id=event.order_id))

    @delivery.on(DriverAssigned)
    def pick_up(event):
        delivery.publish(OrderPickedUp(order_id=event.order_id))

    @delivery.on(OrderPickedUp)
    def deliver(event):
        delivery.publish(OrderDelivered(order_id=event.order_id))


answer = wire
