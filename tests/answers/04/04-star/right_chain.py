"""Inventory, then Payment, then Shipping with Email beside it."""

answer = {
    "OrderPlaced": ["Inventory.reserve"],
    "InventoryReserved": ["Payment.charge"],
    "PaymentAuthorized": ["Shipping.ship", "Email.confirm"],
    "PaymentDeclined": ["Inventory.release"],
}
