"""Promises delivery, and lists the three events of a confirmed order."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = "critical without a promise"
FAILS = "critical is what the promise needs"
SAYS = "DriverAssigned, OrderPickedUp, OrderDelivered are missing"

answer = {**QUOTED[1], "promise": "OrderDelivered"}
