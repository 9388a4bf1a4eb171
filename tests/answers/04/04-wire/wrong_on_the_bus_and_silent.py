"""One reaction, registered with the bus in nobody's name, and nothing comes of it."""

from companion.scenarios.orders import PaymentAuthorized

MISCONCEPTION = "on the bus itself"
FAILS = "order-42 becomes the seven events, each because of the one before"
SAYS = "name no service"


def wire(bus):
    @bus.on(PaymentAuthorized)
    def accept(event):
        pass


answer = wire
