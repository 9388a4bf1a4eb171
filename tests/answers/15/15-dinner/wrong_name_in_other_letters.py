"""One letter of a name is small where it was capital."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = ""
FAILS = "at least five events, and each is a fact"
SAYS = "OrderPickedup is none of the names; did you mean 'OrderPickedUp'?"

rows = [
    tuple("OrderPickedup" if name == "OrderPickedUp" else name for name in row)
    for row in QUOTED[1]["reactions"]
]
answer = {**QUOTED[1], "reactions": rows}
