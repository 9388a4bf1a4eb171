"""The mail goes out when the parcel does; one name needs no list."""

answer = {
    "OrderPlaced": "Inventory.reserve",
    "InventoryReserved": ("Payment.charge",),
    "PaymentAuthorized": "Shipping.ship",
    "ShipmentCreated": "Email.confirm",
    "PaymentDeclined": "Inventory.release",
    "StockRanOut": [],
}
