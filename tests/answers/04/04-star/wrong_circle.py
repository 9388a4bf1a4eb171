"""Tries the order again as soon as the stock is there."""

MISCONCEPTION = "runs in a circle"
FAILS = "all well: paid once, one parcel, one confirmation"
SAYS = "it comes back to where it was"

answer = {
    "OrderPlaced": ["Inventory.reserve"],
    "InventoryReserved": ["Payment.charge", "Inventory.release"],
    "InventoryReleased": ["Inventory.reserve"],
    "PaymentAuthorized": ["Shipping.ship", "Email.confirm"],
}
