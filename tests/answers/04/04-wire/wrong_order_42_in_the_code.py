"""The id of the example stands in the code."""

from companion.scenarios.food_events import (
    DriverAssigned,
    OrderAcceptedByRestaurant,
    OrderDelivered,
    OrderPickedUp,
)
from companion.scenarios.orders import PaymentAuthorized

MISCONCEPTION = "order-42 in the code"
FAILS = "two orders at once stay apart"
SAYS = "Your code names one order"


def wire(bus):
    restaurant, delivery = bus.service("Restaurant"), bus.service("Delivery")

    @restaurant.on(PaymentAuthorized)
    def accept(event):
        restaurant.publish(OrderAcceptedByRestaurant(order_id=event.order_id))

    @delivery.on(OrderAcceptedByRestaurant)
    def assign(event):
        delivery.publish(DriverAssigned(order_id=event.order_id, driver="Dan"))

    @delivery.on(DriverAssigned)
    def pick_up(event):
        delivery.publish(OrderPickedUp(order_id=event.order_id))

    @delivery.on(OrderPickedUp)
    def deliver(event):
        delivery.publish(OrderDelivered(order_id="order-42"))


answer = wire
