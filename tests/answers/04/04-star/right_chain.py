"""Inventory, then Payment, then Shipping with Email beside it."""

STYLE = "Parcel and mail leave at the same moment; neither waits for the other."

answer = {
    "OrderPlaced": ["Inventory.reserve"],
    "InventoryReserved": ["Payment.charge"],
    "PaymentAuthorized": ["Shipping.ship", "Email.confirm"],
    "PaymentDeclined": ["Inventory.release"],
}
