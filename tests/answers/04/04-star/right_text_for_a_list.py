"""A reaction alone needs no list."""

answer = {
    "OrderPlaced": "Inventory.reserve",
    "InventoryReserved": ["Payment.charge"],
    "PaymentAuthorized": ["Shipping.ship", "Email.confirm"],
    "PaymentDeclined": "Inventory.release",
}
