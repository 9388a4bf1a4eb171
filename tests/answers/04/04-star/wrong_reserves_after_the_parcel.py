"""Reserves again when the parcel has left; with one piece on the shelf nobody sees it."""

MISCONCEPTION = ""
FAILS = "all well: paid once, one parcel, one confirmation"
SAYS = "one order, in stock, card good: payments: 3"


answer = {
    "OrderPlaced": ["Inventory.reserve"],
    "InventoryReserved": ["Payment.charge"],
    "PaymentAuthorized": ["Shipping.ship", "Email.confirm"],
    "PaymentDeclined": ["Inventory.release"],
    "ShipmentCreated": ["Inventory.reserve"],
}
