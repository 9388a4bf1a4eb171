"""The restaurant listens to OrderPlaced."""

from companion.scenarios.food_events import (
    DriverAssigned,
    OrderAcceptedByRestaurant,
    OrderDelivered,
    OrderPickedUp,
)
from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = "cooks before it is paid"
FAILS = "order-42 becomes the seven events, each because of the one before"
SAYS = "whose card will be declined"


def wire(bus):
    restaurant, delivery = bus.service("Restaurant"), bus.service("Delivery")

    @restaurant.on(OrderPlaced)
    def accept(event):
        restaurant.publish(OrderAcceptedByRestaurant(order_id=event.order_id))

    @delivery.on(OrderAcceptedByRestaurant)
    def assign(event):
        delivery.publish(DriverAssigned(order_id=event.order_id))

    @delivery.on(DriverAssigned)
    def pick_up(event):
        delivery.publish(OrderPickedUp(order_id=event.order_id))

    @delivery.on(OrderPickedUp)
    def deliver(event):
        delivery.publish(OrderDelivered(order_id=event.order_id))


answer = wire
