"""Whoever's card was declined is offered another try: a circle while the card stays bad."""

from companion.scenarios.orders import OrderPlaced


def one_more(bus):
    sales = bus.service("Sales")

    @sales.on("InventoryReleased")
    def try_again(event):
        sales.publish(OrderPlaced(order_id=event.order_id))


answer = one_more
