"""Two events on the left, as if a row could wait for both."""

MISCONCEPTION = ""
FAILS = "every name in the table exists"
SAYS = "a row begins with the name of one event, not with several"


answer = {
    "OrderPlaced": ["Inventory.reserve", "Payment.charge"],
    ("InventoryReserved", "PaymentAuthorized"): ["Shipping.ship", "Email.confirm"],
    "PaymentDeclined": ["Inventory.release"],
}
