"""One handler that never comes back."""

MISCONCEPTION = "one endless handler"
FAILS = "every single reaction comes to its end"
SAYS = "Make all of them end"


def one_more(bus):
    @bus.service("Marketing").on("ShipmentCreated")
    def think(event):
        while True:
            pass


answer = one_more
