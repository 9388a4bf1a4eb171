"""Two services deliver the same dinner."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = ""
FAILS = "one order becomes one dinner"
SAYS = "2 OrderDelivered from one order"

answer = {
    **QUOTED[1],
    "reactions": [*QUOTED[1]["reactions"], ("OrderPickedUp", "Courier", "OrderDelivered")],
}
