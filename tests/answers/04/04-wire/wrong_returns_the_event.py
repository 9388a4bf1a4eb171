"""A reaction that returns its event: the bus reads nothing that is returned."""

from companion.scenarios.food_events import (
    DriverAssigned,
    OrderAcceptedByRestaurant,
    OrderDelivered,
    OrderPickedUp,
)
from companion.scenarios.orders import PaymentAuthorized

MISCONCEPTION = ""
FAILS = "order-42 becomes the seven events, each because of the one before"
SAYS = "Restaurant reacted to PaymentAuthorized, and published nothing of that name"


def wire(bus):
    restaurant, delivery = bus.service("Restaurant"), bus.service("Delivery")

    @restaurant.on(PaymentAuthorized)
    def accept(event):
        return OrderAcceptedByRestaurant(order_id=event.order_id)

    @delivery.on(OrderAcceptedByRestaurant)
    def assign(event):
        return DriverAssigned(order_id=event.order_id)

    @delivery.on(DriverAssigned)
    def pick_up(event):
        delivery.publish(OrderPickedUp(order_id=event.order_id))

    @delivery.on(OrderPickedUp)
    def deliver(event):
        delivery.publish(OrderDelivered(order_id=event.order_id))


answer = wire
