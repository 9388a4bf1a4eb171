"""The star as the lesson hands it over, with nothing changed."""

MISCONCEPTION = "still the star"
FAILS = "card declined: no parcel, no confirmation"
SAYS = "Nobody has asked the card yet"

answer = {"OrderPlaced": ["Inventory.reserve", "Payment.charge", "Shipping.ship", "Email.confirm"]}
