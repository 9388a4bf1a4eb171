"""Shipping calls Payment instead of hearing from it."""

MISCONCEPTION = "asks Payment"
FAILS = "an outage stays where it is"
SAYS = "Now Shipping is down whenever Payment is."

answer = {
    "OrderPlaced": ["Inventory.reserve"],
    "InventoryReserved": ["Payment.charge", "Shipping.ask_payment_then_ship"],
    "PaymentAuthorized": ["Email.confirm"],
    "PaymentDeclined": ["Inventory.release"],
}
