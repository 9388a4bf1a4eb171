"""critical names services."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = ""
FAILS = "critical is what the promise needs"
SAYS = "Order is a service; wanted are events"

answer = {
    **QUOTED[1],
    "promise": "OrderDelivered",
    "critical": ["Order", "Payment", "Restaurant", "Delivery"],
    "later": ["Email"],
}
