"""Nobody reacts to PaymentDeclined."""

MISCONCEPTION = "stock kept"
FAILS = "card declined: the stock is back on the shelf"
SAYS = "stays reserved for nobody"

answer = {
    "OrderPlaced": ["Inventory.reserve"],
    "InventoryReserved": ["Payment.charge"],
    "PaymentAuthorized": ["Shipping.ship", "Email.confirm"],
}
