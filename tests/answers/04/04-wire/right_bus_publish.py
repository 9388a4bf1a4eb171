"""By name, and with bus.publish: inside a handler the bus knows who speaks."""

from companion.scenarios.food_events import (
    DriverAssigned,
    OrderAcceptedByRestaurant,
    OrderDelivered,
    OrderPickedUp,
)


def wire(bus):
    @bus.service("Restaurant").on("PaymentAuthorized")
    def accept(event):
        bus.publish(OrderAcceptedByRestaurant(order_id=event.order_id))

    @bus.service("Delivery").on("OrderAcceptedByRestaurant")
    @bus.service("Delivery").on("DriverAssigned")
    @bus.service("Delivery").on("OrderPickedUp")
    def next_step(event, envelope):
        after = {
            "OrderAcceptedByRestaurant": DriverAssigned,
            "DriverAssigned": OrderPickedUp,
            "OrderPickedUp": OrderDelivered,
        }
        bus.publish(after[envelope.type](order_id=event.order_id))


answer = wire
