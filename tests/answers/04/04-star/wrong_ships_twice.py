"""Waits for both facts, and ships at each."""

MISCONCEPTION = "ships twice"
FAILS = "all well: paid once, one parcel, one confirmation"
SAYS = "2 parcels"

answer = {
    "OrderPlaced": ["Inventory.reserve", "Payment.charge"],
    "InventoryReserved": ["Shipping.ship"],
    "PaymentAuthorized": ["Shipping.ship", "Email.confirm"],
    "PaymentDeclined": ["Inventory.release"],
}
