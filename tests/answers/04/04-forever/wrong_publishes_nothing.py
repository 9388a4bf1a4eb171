"""The reaction is there and does nothing."""

MISCONCEPTION = ""
FAILS = "one order, and the events come round in a circle"
SAYS = "What you added ran once"


def one_more(bus):
    sub = bus.service("Subscription")

    @sub.on("ShipmentCreated")
    def again(event):
        pass


answer = one_more
