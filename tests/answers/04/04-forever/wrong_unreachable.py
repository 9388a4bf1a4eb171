"""A circle that is never entered."""

from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = "unreachable loop"
FAILS = "one order, and the events come round in a circle"
SAYS = "A fine circle nobody ever enters"


def one_more(bus):
    @bus.service("Inventory").on("InventoryReleased")
    def try_again(event):
        bus.publish(OrderPlaced(order_id=event.order_id))


answer = one_more
