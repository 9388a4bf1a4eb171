from companion.events import Event

MISCONCEPTION = "one message per worker"
FAILS = "one OrderPlaced for each order, and nothing else published"
SAYS = "TakePayment, MakeDrink, MakeFood: one message for each worker"


class TakePayment(Event):
    order_id: str


class MakeDrink(Event):
    order_id: str


class MakeFood(Event):
    order_id: str


def open_shop(bus, cashier, barista, kitchen):
    bus.on(TakePayment)(cashier)
    bus.on(MakeDrink)(barista)
    bus.on(MakeFood)(kitchen)

    def place(order_id):
        bus.publish(TakePayment(order_id=order_id))
        bus.publish(MakeDrink(order_id=order_id))
        bus.publish(MakeFood(order_id=order_id))

    return place


answer = open_shop
