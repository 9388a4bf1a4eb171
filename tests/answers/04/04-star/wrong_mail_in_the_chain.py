"""The parcel waits for the mail."""

MISCONCEPTION = "mail in the chain"
FAILS = "an outage stays where it is"
SAYS = "the parcel waits for it"

answer = {
    "OrderPlaced": ["Inventory.reserve"],
    "InventoryReserved": ["Payment.charge"],
    "PaymentAuthorized": ["Email.confirm"],
    "ConfirmationSent": ["Shipping.ship"],
    "PaymentDeclined": ["Inventory.release"],
}
