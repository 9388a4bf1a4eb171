"""Gives the stock back and changes nothing else."""

MISCONCEPTION = "still the star"
FAILS = "card declined: no parcel, no confirmation"
SAYS = "Nobody has asked the card yet"

answer = {
    "OrderPlaced": ["Inventory.reserve", "Payment.charge", "Shipping.ship", "Email.confirm"],
    "PaymentDeclined": ["Inventory.release"],
}
