"""undo names the fact that is undone, not the one that undoes it."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = "the deed as its undo"
FAILS = "a good day undoes nothing"
SAYS = "the dinner was delivered, and InventoryReserved happened"

rows = [("InventoryReserved", *row[1:]) if row[1] == "Payment" else row for row in QUOTED[1]["reactions"]]
answer = {
    **QUOTED[1],
    "reactions": [*rows, ("OrderPlaced", "Inventory", "InventoryReserved")],
    "critical": ["OrderPlaced", "InventoryReserved", "PaymentAuthorized", "OrderAcceptedByRestaurant"],
    "undo": ["InventoryReserved"],
}
