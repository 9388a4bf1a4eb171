"""What they do on the left, what they wait for on the right."""

MISCONCEPTION = "table upside down"
FAILS = "every name in the table exists"
SAYS = "On the left stands an event"

answer = {
    "Inventory.reserve": ["OrderPlaced"],
    "Payment.charge": ["InventoryReserved"],
    "Shipping.ship": ["PaymentAuthorized"],
    "Email.confirm": ["PaymentAuthorized"],
    "Inventory.release": ["PaymentDeclined"],
}
