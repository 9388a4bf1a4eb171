"""Fails again and again."""

MISCONCEPTION = "raises"
FAILS = "every single reaction comes to its end"
SAYS = "becomes a dead letter. That ends"


def one_more(bus):
    @bus.service("Loyalty").on("ShipmentCreated")
    def count(event):
        raise ValueError("no points today")


answer = one_more
