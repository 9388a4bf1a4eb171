"""Charges before anybody looked at the shelf."""

MISCONCEPTION = "pays first"
FAILS = "shelf empty: nobody pays"
SAYS = "no reaction gives it back"

answer = {
    "OrderPlaced": ["Payment.charge"],
    "PaymentAuthorized": ["Inventory.reserve"],
    "InventoryReserved": ["Shipping.ship", "Email.confirm"],
    "PaymentDeclined": ["Inventory.release"],
}
