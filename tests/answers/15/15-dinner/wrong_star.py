"""Everybody hears OrderPlaced and acts at once."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = "everybody hears OrderPlaced"
FAILS = "one order becomes one dinner"
SAYS = "without PaymentAuthorized among its causes"

PEOPLE = ("a customer orders", "a customer rates", "PaymentDeclined")
rows = [row if row[0] in PEOPLE else ("OrderPlaced", *row[1:]) for row in QUOTED[1]["reactions"]]
answer = {**QUOTED[1], "reactions": rows}
