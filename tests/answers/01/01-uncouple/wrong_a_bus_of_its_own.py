from companion.bus import Bus
from companion.events import VirtualClock
from companion.scenarios.orders import OrderPlaced

MISCONCEPTION = "nothing kept"
FAILS = "the missed order can still be seen: a dead letter"
SAYS = "another bus than the one you were given"


def open_shop(bus, cashier, barista, kitchen):
    own = Bus(VirtualClock())
    for worker in (cashier, barista, kitchen):
        own.on(OrderPlaced)(worker)

    def place(order_id):
        own.publish(OrderPlaced(order_id=order_id))

    return place


answer = open_shop
