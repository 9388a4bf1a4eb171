"""A circle that is never entered."""

from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = "unreachable loop"
FAILS = "one order, and the events come round in a circle"
SAYS = "A fine circle nobody ever enters"


def one_more(bus):
    @bus.service("Marketing").on("OrderRated")
    def order_again(event):
        bus.service("Marketing").publish(OrderPlaced(order_id=event.order_id))


answer = one_more
