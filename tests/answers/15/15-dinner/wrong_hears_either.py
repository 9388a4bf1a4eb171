"""The restaurant reacts to the order, and once more to the payment."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = ""
FAILS = "one order becomes one dinner"
SAYS = "2 OrderDelivered from one order"

again = ("OrderPlaced", "Restaurant", "OrderAcceptedByRestaurant")
answer = {**QUOTED[1], "reactions": [*QUOTED[1]["reactions"], again]}
