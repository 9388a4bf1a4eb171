"""The list of events says in words what the rows call by name."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = ""
FAILS = "each event happens, and the evening ends"
SAYS = "did you mean 'OrderPlaced'?"

answer = {
    **QUOTED[1],
    "events": ["Order placed", "Payment authorized", "Driver assigned", "Order picked up", "Order delivered"],
}
