"""Two reactions in one text."""

MISCONCEPTION = ""
FAILS = "every name in the table exists"
SAYS = "did you mean 'Shipping.ship'"


answer = {
    "OrderPlaced": ["Inventory.reserve"],
    "InventoryReserved": ["Payment.charge"],
    "PaymentAuthorized": ["Shipping.ship, Email.confirm"],
    "PaymentDeclined": ["Inventory.release"],
}
