"""The stock is released on every order."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = "undone on every order"
FAILS = "a good day undoes nothing"
SAYS = "the dinner was delivered, and InventoryReleased happened"

rows = [("OrderPlaced", *row[1:]) if row[0] == "PaymentDeclined" else row for row in QUOTED[1]["reactions"]]
answer = {**QUOTED[1], "reactions": rows}
