"""The circle is entered, and mails go out beside it, the last event among them."""

from companion.scenarios.shop import ConfirmationSent, InventoryReserved


def one_more(bus):
    checks = bus.service("Checks")

    @checks.on("PaymentAuthorized")
    def check_again(event):
        checks.publish(InventoryReserved(order_id=event.order_id))
        checks.publish(ConfirmationSent(order_id=event.order_id))


answer = one_more
