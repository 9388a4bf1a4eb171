"""Delivery reacts to the payment and to the acceptance."""

from companion.scenarios.food_events import (
    DriverAssigned,
    OrderAcceptedByRestaurant,
    OrderDelivered,
    OrderPickedUp,
)
from companion.scenarios.orders import PaymentAuthorized

MISCONCEPTION = "listens twice"
FAILS = "order-42 becomes the seven events, each because of the one before"
SAYS = "2 drivers for one dinner"


def wire(bus):
    restaurant, delivery = bus.service("Restaurant"), bus.service("Delivery")

    @restaurant.on(PaymentAuthorized)
    def accept(event):
        restaurant.publish(OrderAcceptedByRestaurant(order_id=event.order_id))

    @delivery.on(PaymentAuthorized)
    @delivery.on(OrderAcceptedByRestaurant)
    def assign(event):
        delivery.publish(DriverAssigned(order_id=event.order_id, driver="Dan"))

    @delivery.on(DriverAssigned)
    def pick_up(event):
        delivery.publish(OrderPickedUp(order_id=event.order_id))

    @delivery.on(OrderPickedUp)
    def deliver(event):
        delivery.publish(OrderDelivered(order_id=event.order_id))


answer = wire
