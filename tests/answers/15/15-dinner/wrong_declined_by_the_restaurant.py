"""The refusal stands in the restaurant's row."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = ""
FAILS = "card declined: no meal"
SAYS = "it is the fourth entry of the row of OrderAcceptedByRestaurant"

ROWS = [
    ("OrderPlaced", "Payment", "PaymentAuthorized"),
    ("PaymentAuthorized", "Restaurant", "OrderAcceptedByRestaurant", "PaymentDeclined"),
]
answer = {
    **QUOTED[1],
    "reactions": [*ROWS, *[row for row in QUOTED[1]["reactions"] if row[2:3] not in (r[2:3] for r in ROWS)]],
}
