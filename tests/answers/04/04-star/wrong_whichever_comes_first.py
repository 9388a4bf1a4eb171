"""Ships as soon as the stock is reserved."""

MISCONCEPTION = "ships on whichever comes first"
FAILS = "card declined: no parcel, no confirmation"
SAYS = "Reserved is not paid"

answer = {
    "OrderPlaced": ["Inventory.reserve"],
    "InventoryReserved": ["Shipping.ship", "Payment.charge"],
    "PaymentAuthorized": ["Email.confirm"],
    "PaymentDeclined": ["Inventory.release"],
}
