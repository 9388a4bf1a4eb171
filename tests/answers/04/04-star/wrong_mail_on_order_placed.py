"""Only Email is forgotten."""

MISCONCEPTION = "mail too early"
FAILS = "card declined: no parcel, no confirmation"
SAYS = "went to a customer whose card was declined"

answer = {
    "OrderPlaced": ["Inventory.reserve", "Email.confirm"],
    "InventoryReserved": ["Payment.charge"],
    "PaymentAuthorized": ["Shipping.ship"],
    "PaymentDeclined": ["Inventory.release"],
}
