"""A row waits for two events at once."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = ""
FAILS = "at least five events, and each is a fact"
SAYS = "a row waits for one event"

rows = [
    (("OrderPlaced", "PaymentAuthorized"), *row[1:]) if row[1] == "Push" else row
    for row in QUOTED[1]["reactions"]
]
answer = {**QUOTED[1], "reactions": rows, "later": ["Email", "Analytics"]}
