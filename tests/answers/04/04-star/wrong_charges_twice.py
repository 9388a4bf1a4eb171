"""Payment reacts to the order and to the stock."""

MISCONCEPTION = ""
FAILS = "all well: paid once, one parcel, one confirmation"
SAYS = "payments: 2, expected 1"


answer = {
    "OrderPlaced": ["Inventory.reserve", "Payment.charge"],
    "InventoryReserved": ["Payment.charge"],
    "PaymentAuthorized": ["Shipping.ship", "Email.confirm"],
    "PaymentDeclined": ["Inventory.release"],
}
