"""A driver is assigned by a command on the bus."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = "commands on the bus"
FAILS = "at least five events, and each is a fact"
SAYS = "AssignDriver is named like a command, not like a fact"


def renamed(row):
    return tuple("AssignDriver" if part == "DriverAssigned" else part for part in row)


answer = {
    **QUOTED[1],
    "events": list(renamed(QUOTED[1]["events"])),
    "reactions": [renamed(row) for row in QUOTED[1]["reactions"]],
    "later": ["AssignDriver", "Email", "Analytics", "Push"],
}
