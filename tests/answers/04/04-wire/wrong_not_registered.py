"""Functions that nobody calls."""

from companion.scenarios.food_events import DriverAssigned, OrderAcceptedByRestaurant

MISCONCEPTION = "not registered"
FAILS = "order-42 becomes the seven events, each because of the one before"
SAYS = "Neither Restaurant nor Delivery listens"


def wire(bus):
    restaurant, delivery = bus.service("Restaurant"), bus.service("Delivery")

    def accept(event):
        restaurant.publish(OrderAcceptedByRestaurant(order_id=event.order_id))

    def assign(event):
        delivery.publish(DriverAssigned(order_id=event.order_id))


answer = wire
