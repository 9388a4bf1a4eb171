"""The first row stayed as it was, with the chain below it: all is done twice, the payment first."""

MISCONCEPTION = ""
FAILS = "all well: paid once, one parcel, one confirmation"
SAYS = "payments: 2, expected 1"


answer = {
    "OrderPlaced": ["Inventory.reserve", "Payment.charge", "Shipping.ship", "Email.confirm"],
    "InventoryReserved": ["Payment.charge"],
    "PaymentAuthorized": ["Shipping.ship", "Email.confirm"],
    "PaymentDeclined": ["Inventory.release"],
}
