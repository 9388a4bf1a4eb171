"""One table: who, after what, publishes what."""

from companion.scenarios.food_events import (
    DriverAssigned,
    OrderAcceptedByRestaurant,
    OrderDelivered,
    OrderPickedUp,
)
from companion.scenarios.orders import PaymentAuthorized

STYLE = "Who hears what, and says what, is one table. It serves as long as no reaction needs code of its own."

STEPS = (
    ("Restaurant", PaymentAuthorized, OrderAcceptedByRestaurant),
    ("Delivery", OrderAcceptedByRestaurant, DriverAssigned),
    ("Delivery", DriverAssigned, OrderPickedUp),
    ("Delivery", OrderPickedUp, OrderDelivered),
)


def wire(bus):
    for name, heard, said in STEPS:
        add(bus.service(name), heard, said)


def add(service, heard, said):
    @service.on(heard)
    def react(event):
        service.publish(said(order_id=event.order_id))


answer = wire
