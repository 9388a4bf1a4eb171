"""The mail goes out when the parcel does; one name needs no list."""

STYLE = "The mail says what is true: the parcel is on its way. In return it waits for Shipping."

answer = {
    "OrderPlaced": "Inventory.reserve",
    "InventoryReserved": ("Payment.charge",),
    "PaymentAuthorized": "Shipping.ship",
    "ShipmentCreated": "Email.confirm",
    "PaymentDeclined": "Inventory.release",
    "StockRanOut": [],
}
