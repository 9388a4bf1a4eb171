"""The parcel waits for the mail, and then Shipping asks Payment too: the report speaks of the mail."""

MISCONCEPTION = "mail in the chain"
FAILS = "an outage stays where it is"
SAYS = "Email is down and the parcel waits for it"


answer = {
    "OrderPlaced": ["Inventory.reserve"],
    "InventoryReserved": ["Payment.charge"],
    "PaymentAuthorized": ["Email.confirm"],
    "ConfirmationSent": ["Shipping.ask_payment_then_ship"],
    "PaymentDeclined": ["Inventory.release"],
}
