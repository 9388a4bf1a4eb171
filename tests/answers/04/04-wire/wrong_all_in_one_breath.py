"""One reaction says everything at once."""

from companion.scenarios.food_events import (
    DriverAssigned,
    OrderAcceptedByRestaurant,
    OrderDelivered,
    OrderPickedUp,
)
from companion.scenarios.orders import PaymentAuthorized

MISCONCEPTION = "all in one breath"
FAILS = "order-42 becomes the seven events, each because of the one before"
SAYS = "Each fact has its own moment"


def wire(bus):
    restaurant, delivery = bus.service("Restaurant"), bus.service("Delivery")

    @restaurant.on(PaymentAuthorized)
    def accept(event):
        restaurant.publish(OrderAcceptedByRestaurant(order_id=event.order_id))

    @delivery.on(OrderAcceptedByRestaurant)
    def assign_and_go(event):
        delivery.publish(DriverAssigned(order_id=event.order_id))
        delivery.publish(OrderPickedUp(order_id=event.order_id))
        delivery.publish(OrderDelivered(order_id=event.order_id))


answer = wire
