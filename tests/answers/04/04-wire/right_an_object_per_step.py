"""Each step is an object that can be called."""

from companion.scenarios.food_events import (
    DriverAssigned,
    OrderAcceptedByRestaurant,
    OrderDelivered,
    OrderPickedUp,
)
from companion.scenarios.orders import PaymentAuthorized


class Step:
    def __init__(self, service, fact):
        self.service, self.fact = service, fact
        self.__name__ = fact.__name__

    def __call__(self, event):
        self.service.publish(self.fact(order_id=event.order_id))


def wire(bus):
    chain = [
        ("Restaurant", PaymentAuthorized, OrderAcceptedByRestaurant),
        ("Delivery", OrderAcceptedByRestaurant, DriverAssigned),
        ("Delivery", DriverAssigned, OrderPickedUp),
        ("Delivery", OrderPickedUp, OrderDelivered),
    ]
    for who, heard, said in chain:
        service = bus.service(who)
        service.on(heard)(Step(service, said))


answer = wire
