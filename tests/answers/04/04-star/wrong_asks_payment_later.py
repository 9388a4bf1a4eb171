"""Waits for the authorisation, and asks Payment once more all the same."""

MISCONCEPTION = "asks Payment"
FAILS = "an outage stays where it is"
SAYS = "Payment authorized, then went down, and Shipping.ask_payment_then_ship failed with it"


answer = {
    "OrderPlaced": ["Inventory.reserve"],
    "InventoryReserved": ["Payment.charge"],
    "PaymentAuthorized": ["Shipping.ask_payment_then_ship", "Email.confirm"],
    "PaymentDeclined": ["Inventory.release"],
}
