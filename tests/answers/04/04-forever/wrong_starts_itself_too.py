"""One function, two events: the bus counts each as a reaction."""

from companion.events import Event

MISCONCEPTION = ""
FAILS = "one reaction was added, and the others are as they were"
SAYS = "reactions added: 2 (PriceWatch.check_again on"


class PriceChecked(Event):
    order_id: str


def one_more(bus):
    watch = bus.service("PriceWatch")

    @watch.on("OrderPlaced")
    @watch.on(PriceChecked)
    def check_again(event):
        watch.publish(PriceChecked(order_id=event.order_id))


answer = one_more
