"""The card is checked once more, to be on the safe side."""

from companion.scenarios.shop import InventoryReserved

STYLE = "A check that seems to do no harm. Whoever publishes a fact again starts everything that hears it."


def one_more(bus):
    fraud = bus.service("Fraud")

    @fraud.on("PaymentAuthorized")
    def check_again(event):
        fraud.publish(InventoryReserved(order_id=event.order_id))


answer = one_more
