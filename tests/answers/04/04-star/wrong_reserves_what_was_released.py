"""What was released is reserved again."""

MISCONCEPTION = ""
FAILS = "card declined: the stock is back on the shelf"
SAYS = "run for ever"


answer = {
    "OrderPlaced": ["Inventory.reserve"],
    "InventoryReserved": ["Payment.charge"],
    "PaymentAuthorized": ["Shipping.ship", "Email.confirm"],
    "PaymentDeclined": ["Inventory.release"],
    "InventoryReleased": ["Inventory.reserve"],
}
