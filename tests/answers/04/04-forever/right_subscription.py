"""Who got a parcel is sent the same again."""

from companion.scenarios.orders import OrderPlaced

STYLE = "Sounds like good business, and that is how circles are born: two teams, each reasonable."


def one_more(bus):
    subscription = bus.service("Subscription")

    @subscription.on("ShipmentCreated")
    def order_again(event):
        subscription.publish(OrderPlaced(order_id=event.order_id))


answer = one_more
